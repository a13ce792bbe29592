using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>Eight processes in place of eight machines, each with a cache of its own, as CI has it.</summary>
public sealed class MeasuringOnManyMachines : IDisposable
{
    private const int Examples = 700;
    private const double Rounding = 1e-12;

    /// <summary>R² is a difference of sums, and solves a system with them.</summary>
    private const double RoundingOfR2 = 1e-9;

    private static readonly string[] Common = ["--threads", "1", "--no-cache"];
    private static readonly string[] Prune =
        ["prune", "model.pt", "--threshold", "0", "--max-drop", "1e9", "--width", "false", "--json", .. Common];

    private readonly TemporaryFolder folder = new();
    private readonly ToolProcess tool;

    public MeasuringOnManyMachines()
    {
        tool = new ToolProcess(folder);
        tool.Model("residual_cnn.scripted.pt");
        tool.Data("model.calibration.npz", Examples);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task EightProcessesFindWhatOneFinds()
    {
        tool.Data("model.evaluation.npz", 256);

        var merged = await MeasureParts(8);
        var one = tool.Run(["analyze", "model.pt", "--json", .. Common]);

        Assert.Equal(0, one.Exit);
        CheckSame(JObject.Parse(one.Out), merged);
        CheckSameBytes();
    }

    [Fact]
    public async Task WhatPruneHoldsOutIsNotMeasuredForPruning()
    {
        var merged = await MeasureParts(2, "--for-pruning");
        var one = tool.Run(["analyze", "model.pt", "--for-pruning", "--json", .. Common]);

        CheckSame(JObject.Parse(one.Out), merged);
        CheckSameBytes();
    }

    [Fact]
    public async Task AnAnalysisOfOtherExamplesIsRefused()
    {
        await MeasureParts(1);

        var (exit, _, error) = tool.Run([.. Prune, "--analysis", "merged.json"]);

        Assert.Equal(3, exit);
        Assert.Contains(" : error MPR3506: The analysis measured 700 examples of ", error, StringComparison.Ordinal);
        Assert.Contains("--for-pruning", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("its seed is '0'; expected '1'", "--seed", "1")]
    [InlineData("its mask is not set; expected 'images'", "--mask", "images")]
    [InlineData("its calibration is ", "--calibration", "other.npz")]
    public async Task AnAnalysisOfAnotherRunIsRefused(string finding, params string[] other)
    {
        tool.Data("other.npz", Examples);
        await MeasureParts(1);

        var (exit, _, error) = tool.Run([.. Prune, "--analysis", "merged.json", .. other]);

        Assert.Equal(3, exit);
        Assert.Contains("merged.json : error MPR3506: The analysis does not fit this run: " + finding, error, StringComparison.Ordinal);
    }

    /// <summary>Measures all parts at the same time and adds them up.</summary>
    private async Task<JObject> MeasureParts(int count, params string[] options)
    {
        var cancel = TestContext.Current.CancellationToken;
        var processes = Enumerable.Range(1, count)
            .Select(part => tool.Start(
                [], ["analyze", "model.pt", "--shard", $"{part}/{count}", "--partial", $"part{part}.json", .. options, .. Common]))
            .ToList();
        foreach (var process in processes)
        {
            var error = process.StandardError.ReadToEndAsync(cancel);
            Assert.StartsWith("Part ", await process.StandardOutput.ReadToEndAsync(cancel), StringComparison.Ordinal);
            await process.WaitForExitAsync(cancel);
            Assert.True(process.ExitCode == 0, await error);
            process.Dispose();
        }

        var files = Enumerable.Range(1, count).Select(part => $"part{part}.json").Reverse();
        var (exit, output, _) = tool.Run(["merge", .. files, "--output", "merged.json", "--json"]);
        Assert.Equal(0, exit);
        return JObject.Parse(output);
    }

    /// <summary>Compares all members but the times and those about the command; numbers may differ by rounding.</summary>
    private static void CheckSame(JObject expected, JObject actual)
    {
        foreach (var name in new[] { "timings", "command", "calibration", "evaluation", "forPruning" })
        {
            expected.Remove(name);
            actual.Remove(name);
        }

        var values = expected.Descendants().OfType<JValue>().ToList();
        var others = actual.Descendants().OfType<JValue>().ToList();
        Assert.Contains(values, value => value.Path == "chains[0].cka[0][1]" && value.Type == JTokenType.Float);
        Assert.Equal(values.Select(value => value.Path), others.Select(value => value.Path));
        foreach (var (value, other) in values.Zip(others))
        {
            Assert.Equal(value.Type, other.Type);
            if (value.Type == JTokenType.Float)
            {
                var tolerance = value.Path.EndsWith("affineR2", StringComparison.Ordinal) ? RoundingOfR2 : Rounding;
                Assert.Equal((double)value, (double)other, tolerance);
            }
            else
            {
                Assert.Equal(value.Value, other.Value);
            }
        }
    }

    /// <summary>Pruning with the merged analysis gives the bytes that pruning without it gives.</summary>
    private void CheckSameBytes()
    {
        var measured = tool.Run([.. Prune, "--output", "measured.pt"]);
        var merged = tool.Run([.. Prune, "--output", "merged.pt", "--analysis", "merged.json"]);

        Assert.Equal([0, 0], [measured.Exit, merged.Exit]);
        Assert.NotEmpty(JObject.Parse(measured.Out)["removed"]!);
        Assert.Equal(Files.Hash(folder["measured.pt"]), Files.Hash(folder["merged.pt"]));
    }
}
