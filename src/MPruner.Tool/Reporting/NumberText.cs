using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Reports;
using MPruner.Tool.Options;

namespace MPruner.Tool.Reporting;

/// <summary>Numbers as people read them.</summary>
internal static class NumberText
{
    /// <summary>A drop in quality: points of accuracy, or else the number.</summary>
    public static string Drop(string metric, double drop) => IsAccuracy(metric)
        ? string.Create(CultureInfo.InvariantCulture, $"{drop * 100:0.00} points")
        : string.Create(CultureInfo.InvariantCulture, $"{drop:0.0000}");

    /// <summary>The 95% interval of a drop.</summary>
    public static string Interval(QualityReport quality) => IsAccuracy(quality.Metric)
        ? string.Create(CultureInfo.InvariantCulture, $"{quality.Low * 100:0.00} to {quality.High * 100:0.00}")
        : string.Create(CultureInfo.InvariantCulture, $"{quality.Low:0.0000} to {quality.High:0.0000}");

    /// <summary>A number of bytes.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.00} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };

    /// <summary>How weights are stored: <c>int8 in 31 steps</c>.</summary>
    public static string Storage(StoredWeights stored) => stored.Form == WeightStorage.Int8
        ? string.Create(CultureInfo.InvariantCulture, $"{OptionWords.Of(stored.Form)} in {stored.Steps} steps")
        : OptionWords.Of(stored.Form);

    /// <summary>A whole number in groups of three.</summary>
    public static string Grouped(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>How much smaller something became: <c>−16.3%</c>.</summary>
    public static string Saving(Change change)
    {
        if (change.After is not { } after || change.Before <= 0 || after == change.Before)
        {
            return "unchanged";
        }

        var sign = after < change.Before ? '−' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(after - change.Before) * 100.0 / change.Before:0.0}%");
    }

    /// <summary>A model's quality: percent of accuracy, else the number.</summary>
    public static string Quality(string metric, double value) => IsAccuracy(metric)
        ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.00}%")
        : string.Create(CultureInfo.InvariantCulture, $"{value:0.0000}");

    /// <summary>A share or a similarity in thousandths; a question mark where it is undefined.</summary>
    public static string Thousandths(double? value) =>
        value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.000}") : "?";

    /// <summary>A duration, roughly: <c>4 s</c>, <c>2 min 5 s</c>, <c>1 h 7 min</c>.</summary>
    public static string Duration(TimeSpan time) => Math.Max(1, (long)Math.Round(time.TotalSeconds)) switch
    {
        var seconds and < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
        var seconds and < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min {seconds % 60} s"),
        var seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600} h {seconds / 60 % 60} min"),
    };

    private static bool IsAccuracy(string metric) => metric is "accuracy" or "agreement";

    /// <summary>Consecutive blocks: <c>stage1.1 to stage1.3</c>.</summary>
    public static string Range(ImmutableArray<string> blocks) => blocks.Length == 1 ? blocks[0] : $"{blocks[0]} to {blocks[^1]}";

    /// <summary>A number of things: <c>1 inner dimension</c>, <c>1,024 inner dimensions</c>.</summary>
    public static string Count(int count, string thing) => $"{Grouped(count)} {thing}{(count == 1 ? "" : "s")}";
}
