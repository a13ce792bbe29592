using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace TorchSharp.Interop;

/// <summary>Makes sure that the shim runs on the libtorch that it was built against: C++ has no stable binary interface.</summary>
internal static partial class Handshake
{
    /// <summary>The version of the libtorch in use: <c>1.13.0</c>.</summary>
    public static string Version { get; private set; } = "";

    /// <exception cref="NotSupportedException">The shim or libtorch is missing, or they are of different versions.</exception>
    public static void Verify(Func<nint> builtAgainst, Func<nint> runningSettings)
    {
        string built;
        string settings;
        try
        {
            built = Marshal.PtrToStringUTF8(builtAgainst())!;
            settings = Marshal.PtrToStringUTF8(runningSettings()) ?? "";
        }
        catch (DllNotFoundException missing)
        {
            throw new NotSupportedException(
                $"libtorch could not be loaded ({FirstLine(missing.Message)}). Install it (on Debian: libtorch-dev) and build this project again.", missing);
        }

        Version = Compare(built, settings);
    }

    /// <summary>Compares the headers' version with the one in the library's settings text.</summary>
    internal static string Compare(string built, string settings)
    {
        var running = VersionSetting().Match(settings).Groups[1].Value;
        return running == built
            ? built
            : throw new NotSupportedException(
                $"The shim was built against libtorch {built}, but libtorch {(running.Length == 0 ? "of an unknown version" : running)} was loaded. Build this project again with the libtorch in use.");
    }

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();

    [GeneratedRegex(@"TORCH_VERSION=([0-9]+\.[0-9]+\.[0-9]+)")]
    private static partial Regex VersionSetting();
}
