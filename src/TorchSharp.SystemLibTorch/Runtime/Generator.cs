using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers on the CPU.</summary>
    public class Generator : IDisposable
    {
        public Generator(ulong seed = 0, Device? device = null)
            : this(NativeMethods.GeneratorNew(seed))
        {
            if (device is { type: not DeviceType.CPU })
            {
                throw new NotSupportedException($"Generators on {device} are not supported; use a CPU generator.");
            }
        }

        private Generator(nint handle) => Handle = NativeFailure.CheckedHandle(handle);

        ~Generator() => Dispose(false);

        /// <summary>The generator that operations use when none is given.</summary>
        public static Generator Default => new(NativeMethods.GeneratorDefault());

        public IntPtr Handle { get; private set; }

        public Device device { get; } = CPU;

        public Generator manual_seed(long seed)
        {
            NativeFailure.Checked(NativeMethods.GeneratorSeed(Handle, unchecked((ulong)seed)));
            GC.KeepAlive(this);
            return this;
        }

        public long initial_seed()
        {
            var seed = unchecked((long)NativeMethods.GeneratorInitialSeed(Handle));
            GC.KeepAlive(this);
            return seed;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle != 0)
            {
                NativeMethods.GeneratorDelete(Handle);
                Handle = 0;
            }
        }
    }

    /// <summary>Seeds every device's default generator.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static partial class random
    {
        /// <summary>Seeds every device's default generator.</summary>
        public static Generator manual_seed(long seed)
        {
            NativeFailure.Checked(NativeMethods.Seed(unchecked((ulong)seed)));
            return Generator.Default;
        }

        /// <summary>What the default generator was last seeded with.</summary>
        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }
    }
}
