using System.Globalization;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>A line of the table.</summary>
/// <param name="Name">What chose the blocks, and what mended the model.</param>
/// <param name="Removed">Number of blocks that went.</param>
/// <param name="Parameters">Share of all parameters that went, 0 to 1; null where several models share a line.</param>
/// <param name="BlockParameters">The same of the parameters in blocks.</param>
/// <param name="Quality">Quality on the test set before and after.</param>
/// <param name="Drop">The drop and its 95% interval.</param>
/// <param name="Divergence">Mean divergence, in nats.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record TableRow(string Name, int Removed, double? Parameters, double? BlockParameters, string Quality, string Drop, double? Divergence, string Seconds)
{
    /// <summary>The head of the table.</summary>
    public const string Head = """
        | blocks chosen by, mended by | removed | of all parameters | of the blocks' | test quality | drop, 95% interval | KL | seconds (CPU) |
        |---|---|---|---|---|---|---|---|
        """;

    /// <summary>The line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name} | {Removed} | {Share(Parameters)} | {Share(BlockParameters)} | {Quality} | {Drop} | {Divergence:0.0000} | {Seconds} |");

    /// <summary>A drop: <c>0.42 (0.21 to 0.63)</c>, in points where the quality is a share of right answers.</summary>
    public static string DropOf(TestScore score)
    {
        var scale = score.Quality.Before is null ? 1 : 100;
        return string.Create(CultureInfo.InvariantCulture, $"{scale * score.Drop.Mean:0.00} ({scale * score.Drop.Low:0.00} to {scale * score.Drop.High:0.00})");
    }

    /// <summary>Quality before and after: <c>92.89 → 92.48</c>, in percent.</summary>
    public static string QualityOf(TestScore score) =>
        score.Quality is { Before: { } before, After: { } after } ? string.Create(CultureInfo.InvariantCulture, $"{before * 100:0.00} → {after * 100:0.00}") : "";

    private static string Share(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0}%") : "";
}
