using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MPruner.Torch.Natives;

/// <summary>Checks, before a model is run, that convolutions are right.</summary>
/// <param name="cacheFolder">The folder of the cached result: the probe takes a second, once for each processor and library.</param>
/// <param name="libtorch">The folder that libtorch was loaded from.</param>
/// <param name="context">Switches oneDNN off if it fails the probe.</param>
internal sealed class ConvolutionCheck(string cacheFolder, LibTorchFolder libtorch, TorchContext context)
{
    /// <summary>Whether oneDNN guesses cache sizes that the processor hides.</summary>
    public required bool OneDnnGuesses { get; init; }

    /// <summary>Runs the probe, unless its result is cached. Switches oneDNN off if it failed.</summary>
    public ConvolutionState Run()
    {
        var file = Path.Combine(cacheFolder, "convolutions-" + Key());
        if (!Enum.TryParse(ReadCached(file), out ConvolutionState state) || !Enum.IsDefined(state))
        {
            state = Probe();
            WriteCached(file, state);
        }
        else if (state != ConvolutionState.OneDnn)
        {
            _ = context.TrySwitchOffOneDnn();
        }

        return state;
    }

    private ConvolutionState Probe()
    {
        if (ConvolutionProbe.Passed())
        {
            return ConvolutionState.OneDnn;
        }

        return context.TrySwitchOffOneDnn() && ConvolutionProbe.Passed() ? ConvolutionState.WithoutOneDnn : ConvolutionState.Unreliable;
    }

    /// <summary>
    /// Identifies what the result depends on: the library, the results that there are, the processor, and what oneDNN is told
    /// about it.
    /// </summary>
    private string Key()
    {
        var text = string.Join('\n', [
            PinnedVersions.LibTorch,
            .. Enum.GetNames<ConvolutionState>(),
            .. libtorch.Files.Select(path => new FileInfo(path).Length.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.GetEnvironmentVariable("ONEDNN_MAX_CPU_ISA") ?? "",
            OneDnnGuesses ? "caches are guessed" : "",
            Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "",
            .. Processor()]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private static IEnumerable<string> Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0)
            .Where(line => line.StartsWith("model name", StringComparison.Ordinal) || line.StartsWith("flags", StringComparison.Ordinal))
        : [];

    private static string? ReadCached(string file)
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

    private void WriteCached(string file, ConvolutionState state)
    {
        try
        {
            Directory.CreateDirectory(cacheFolder);
            var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
            File.WriteAllText(temporary, state.ToString());
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then the next process runs the probe again.
        }
    }
}
