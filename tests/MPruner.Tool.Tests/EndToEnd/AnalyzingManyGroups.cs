using System.Globalization;
using MPruner.Tool.Tests.Data;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>The peak of resident memory, from two Gram groups to hundreds.</summary>
/// <remarks>The models are tiny, so that libtorch's own peak, which differs from run to run, does not hide what a group leaks.</remarks>
public sealed class AnalyzingManyGroups : IDisposable
{
    private const long MostGrowth = 20 << 10;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NeedsNoMoreMemoryForImages()
    {
        var tool = new ToolProcess(folder);
        tool.Model("residual_cnn.scripted.pt");
        tool.Data("few.npz", 2 * 64);
        tool.Data("many.npz", 400 * 64);

        Assert.InRange(Peak(tool, "many.npz") - Peak(tool, "few.npz"), long.MinValue, MostGrowth);
    }

    [Fact]
    public void NeedsNoMoreMemoryForTokens()
    {
        var tool = new ToolProcess(folder);
        tool.Model("masked_transformer.scripted.pt");
        Tokens("few.npz", 2 * 128);
        Tokens("many.npz", 60 * 128);

        Assert.InRange(Peak(tool, "many.npz") - Peak(tool, "few.npz"), long.MinValue, MostGrowth);
    }

    /// <summary>In kB; the smaller of two runs, since garbage is collected later on a busy machine.</summary>
    private static long Peak(ToolProcess tool, string calibration) => Math.Min(OnePeak(tool, calibration), OnePeak(tool, calibration));

    /// <summary>The last value that the kernel reported while the process was running.</summary>
    private static long OnePeak(ToolProcess tool, string calibration)
    {
        using var process = tool.Start([], "analyze", "model.pt", "--calibration", calibration, "--json", "--threads", "1");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(5)))
        {
            peak = Math.Max(peak, HighWaterMark(process.Id));
        }

        Assert.True(process.ExitCode == 0, error.Result);
        Assert.StartsWith("{", output.Result, StringComparison.Ordinal);
        Assert.True(peak > 0);
        return peak;
    }

    private static long HighWaterMark(int process)
    {
        try
        {
            var line = Array.Find(File.ReadAllLines($"/proc/{process}/status"), l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended between two readings.
            return 0;
        }
    }

    private void Tokens(string name, int examples)
    {
        var ids = Enumerable.Range(0, examples * 7).SelectMany(i => BitConverter.GetBytes(((i * 2_654_435_761L) >> 13) % 20)).ToArray();
        var mask = Enumerable.Repeat((byte)1, examples * 7).ToArray();
        folder.Write(name, Numpy.Npz(
            ("ids", Numpy.Npy($"{{'descr': '<i8', 'fortran_order': False, 'shape': ({examples}, 7), }}", ids)),
            ("mask", Numpy.Npy($"{{'descr': '|b1', 'fortran_order': False, 'shape': ({examples}, 7), }}", mask))));
    }
}
