using System.Globalization;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>A line of the table.</summary>
/// <param name="Name">What chose the blocks, and what repaired the model.</param>
/// <param name="Removed">Number of removed blocks.</param>
internal sealed record TableRow(string Name, int Removed)
{
    /// <summary>The head of the table.</summary>
    public const string Head =
        "| blocks chosen by, repaired by | removed | of all parameters | of the blocks' "
        + "| test quality | drop, 95% interval | KL | seconds (CPU) |\n"
        + "|---|---|---|---|---|---|---|---|";

    /// <summary>Removed share of all parameters, 0 to 1; null where several models share a line.</summary>
    public double? Parameters { get; init; }

    /// <summary>The same of the parameters in blocks.</summary>
    public double? BlockParameters { get; init; }

    /// <summary>Quality on the test set before and after.</summary>
    public string Quality { get; init; } = "";

    /// <summary>The drop and its 95% interval.</summary>
    public string Drop { get; init; } = "";

    /// <summary>Mean divergence, in nats.</summary>
    public double? Divergence { get; init; }

    /// <summary>How long it took.</summary>
    public string Seconds { get; init; } = "";

    /// <summary>The line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name} | {Removed} | {Share(Parameters)} | {Share(BlockParameters)} | {Quality} | {Drop} | {Divergence:0.0000} | {Seconds} |");

    private static string Share(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0}%") : "";
}
