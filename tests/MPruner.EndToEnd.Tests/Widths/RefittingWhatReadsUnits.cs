using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.EndToEnd.Tests.Pruning;
using MPruner.ScriptModels.Tests;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Models that were pruned without removing a block: units are gone, and what reads them was fitted anew.</summary>
public sealed class RefittingWhatReadsUnits : IDisposable
{
    /// <summary>Eager Python's modules and the file's code may take other kernels for layers of the new sizes.</summary>
    private const double Tolerance = 1e-6;

    private static readonly string[] Judged =
    [
        "residual_cnn.scripted.pt", "resnet_bottleneck.traced.pt", "mobilenet.traced.pt", "masked_transformer.scripted.pt",
        "bert.traced.pt",
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void GivesTheOutputsOfEagerPythonWithTheSameUnitsRemoved()
    {
        PythonJudge.OrSkip();
        var options = new PruningOptions { Threshold = 1, MaxDrop = AcceptanceGuard.Off, Recovery = RecoverySteps.None };

        var answers = NarrowingJudge.Ask(Judged.Select(model =>
        {
            var result = Pruned.Of(model, options);
            Assert.Empty(result.Removed);
            Assert.NotEmpty(result.Narrowed);
            var pruned = Path.Combine(folder.FullName, model);
            File.WriteAllBytes(pruned, result.Output!.Value.Span);
            return NarrowingJudge.RefittedTask(
                Fixtures.Architecture(model), (Path.Combine(Repository.Fixtures, model), pruned), result.Narrowed);
        }));

        Assert.All(Judged.Zip(answers), pair => Assert.True(
            (double?)pair.Second["difference"] <= Tolerance,
            $"{pair.First}: {pair.Second["error"]} {pair.Second["difference"]}"));
    }
}
