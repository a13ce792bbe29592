using System.Globalization;
using MPruner.Core.Formats;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Makes the lines of models: sizes relative to the original, scores on the test set.</summary>
/// <param name="model">The original.</param>
/// <param name="test">The test set.</param>
internal sealed class Table(IPrunableModel model, TestSet test)
{
    private readonly long all = model.Signature.ParameterCount;
    private readonly long inBlocks = model.Blocks.Sum(b => b.Parameters);

    /// <summary>Scores models.</summary>
    public TestSet Test => test;

    /// <summary>The line of a model.</summary>
    /// <param name="name">What chose the blocks, and what repaired the model.</param>
    /// <param name="removed">Number of removed blocks.</param>
    /// <param name="left">Parameters of the result, including those of stitches.</param>
    /// <param name="score">Its quality on the test set.</param>
    public TableRow Row(string name, int removed, long left, TestScore score) => new(name, removed)
    {
        Parameters = (all - left) / (double)all,
        BlockParameters = (all - left) / (double)inBlocks,
        Quality = QualityOf(score),
        Drop = DropOf(score),
        Divergence = score.Divergence,
    };

    /// <summary>Quality before and after: <c>92.89 → 92.48</c>, in percent.</summary>
    private static string QualityOf(TestScore score) => score.Quality is { Before: { } before, After: { } after }
        ? string.Create(CultureInfo.InvariantCulture, $"{before * 100:0.00} → {after * 100:0.00}")
        : "";

    /// <summary>A drop: <c>0.42 (0.21 to 0.63)</c>, in points where the quality is a share of right answers.</summary>
    private static string DropOf(TestScore score)
    {
        var (mean, margin) = (score.Scale * score.Drop.Mean, score.Scale * score.Drop.Margin(score.Quality.Metric));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:0.00} ({mean - margin:0.00} to {mean + margin:0.00})");
    }
}
