using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MPruner.Torch.Natives;

/// <summary>Makes sure, before a model is run, that convolutions do not depend on what memory held before.</summary>
/// <param name="memory">A folder that remembers what was found out: a second of work, once for a processor and a library.</param>
/// <param name="libtorch">The folder that libtorch was loaded from.</param>
/// <param name="oneDnn">What is switched off where it is wrong.</param>
internal sealed class ConvolutionCheck(string memory, LibTorchFolder libtorch, OneDnn oneDnn)
{
    /// <summary>Probes, or remembers; switches oneDNN off where the probe fails.</summary>
    public ConvolutionState Run()
    {
        var file = Path.Combine(memory, "convolutions-" + Key());
        if (!Enum.TryParse(Remembered(file), out ConvolutionState state) || !Enum.IsDefined(state))
        {
            state = Probe();
            Remember(file, state);
        }
        else if (state != ConvolutionState.OneDnn)
        {
            _ = oneDnn.TrySwitchOff();
        }

        return state;
    }

    private ConvolutionState Probe()
    {
        if (ConvolutionProbe.Passed())
        {
            return ConvolutionState.OneDnn;
        }

        return oneDnn.TrySwitchOff() && ConvolutionProbe.Passed() ? ConvolutionState.WithoutOneDnn : ConvolutionState.Unreliable;
    }

    /// <summary>What the answer depends on: the library, the processor, and how far oneDNN may use it.</summary>
    private string Key()
    {
        var text = string.Join('\n', [
            PinnedVersions.LibTorch,
            .. libtorch.Files.Select(path => new FileInfo(path).Length.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.GetEnvironmentVariable("ONEDNN_MAX_CPU_ISA") ?? "",
            Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "",
            .. Processor()]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private static IEnumerable<string> Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0)
            .Where(line => line.StartsWith("model name", StringComparison.Ordinal) || line.StartsWith("flags", StringComparison.Ordinal))
        : [];

    private static string? Remembered(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Remember(string file, ConvolutionState state)
    {
        try
        {
            Directory.CreateDirectory(memory);
            var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
            File.WriteAllText(temporary, state.ToString());
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then the next process finds out again.
        }
    }
}
