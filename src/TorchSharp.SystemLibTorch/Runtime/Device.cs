using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A device, <c>cpu</c> or <c>cuda:0</c>.</summary>
    public class Device
    {
        /// <exception cref="ArgumentException">The description is not a type, optionally followed by a colon and an index.</exception>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var parts = description.Split(':');
            if (parts.Length > 2
                || !Enum.TryParse<DeviceType>(parts[0], ignoreCase: true, out var parsed)
                || !char.IsLetter(parts[0].FirstOrDefault()))
            {
                throw new ArgumentException($"Invalid device string: '{description}'", nameof(description));
            }

            type = parsed;
            index = parts.Length == 2 ? ParseIndex(description, parts[1]) : -1;
        }

        public Device(string deviceType, int index = -1)
            : this(deviceType) => this.index = index;

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        /// <summary>-1: the current one.</summary>
        public int index { get; } = -1;

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return index == -1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }

        private static int ParseIndex(string description, string digits) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? index
                : throw new ArgumentException($"Invalid device string: '{description}'", nameof(description));
    }

    public static Device CPU { get; } = new(DeviceType.CPU);

    public static Device CUDA { get; } = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(DeviceType.CUDA, index);
}
