using MPruner.Core;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Turns the option <c>Device</c> into the engine's device.</summary>
internal static class ComputeDevice
{
    /// <exception cref="PrunerException"><c>MPR3002</c>: not a device, or one that is not available.</exception>
    public static torch.Device Parse(string text)
    {
        torch.Device device;
        try
        {
            device = new torch.Device(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw Refused(text, "is not a device");
        }

        return device.type switch
        {
            DeviceType.CPU => device,
            DeviceType.CUDA when torch.cuda.is_available() => device,
            DeviceType.CUDA => throw Refused(text, "is not available: this engine finds no CUDA device"),
            _ => throw Refused(text, "is not supported"),
        };
    }

    private static PrunerException Refused(string text, string why) => new(
        "MPR3002",
        $"Device '{text}' {why}. Expected 'cpu', or 'cuda' or 'cuda:N' on a machine with a CUDA device and an engine built for CUDA.");
}
