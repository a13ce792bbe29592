using MPruner.Shared.Reporting;
using MPruner.Shared.Requests;
using MPruner.Tool.Options;

namespace MPruner.Tool.Reporting.Html;

/// <summary>The command line that repeats a run: its files, and the options that are not the defaults.</summary>
internal static class RepeatCommand
{
    private static readonly Dictionary<string, string[]> OptionsOfCommands = new(StringComparer.Ordinal)
    {
        ["analyze"] =
        [
            RequestOption.Threshold, RequestOption.Clustering, RequestOption.Blocks, RequestOption.Mask, OptionsJson.Standardised,
            RequestOption.Device, RequestOption.Threads, RequestOption.Seed,
        ],
        ["merge"] = [RequestOption.Threshold, RequestOption.Clustering],
        ["verify"] =
        [
            RequestOption.Metric, RequestOption.MaxDrop, RequestOption.Confidence, RequestOption.Mask,
            RequestOption.Device, RequestOption.Threads, RequestOption.Seed,
        ],
    };

    /// <summary>The command; a sentence where one of mpruner's commands cannot repeat the run alone.</summary>
    public static Element Of(ReportDocument document)
    {
        if (document.Command == "merge")
        {
            return new Element("p") { "These are the added-up parts of an analysis: measure them again with ‘mpruner analyze --partial’." };
        }

        var words = new List<string> { Place(ReportPlace.Model, document.Model) };
        if (document is { Command: "verify", Output: { } compared })
        {
            words.Add(Place(ReportPlace.Output, compared));
        }

        words.AddRange(document.Data.Select(data => $"--{data.Use} {Place(data.Use, data.File)}"));
        var chosen = OptionsOf(document).Where(option => option is { IsDefault: false, Value: not null });
        words.AddRange(chosen.Select(option => Words(document, option)).OfType<string>());
        if (document.ForPruning)
        {
            words.Add("--for-pruning");
        }

        if (document.Result.Timings.Forward is not null)
        {
            words.Add("--compare-forward");
        }

        var text = $"mpruner {HtmlText.Encode(document.Command)} {string.Join(" \\\n  ", words)}";
        return new Element("pre", ("class", "command")) { new Element("code") { new Markup(text) } };
    }

    /// <summary>The options that the document's command has.</summary>
    public static IEnumerable<OptionReport> OptionsOf(ReportDocument document) =>
        document.Options.Where(option => !OptionsOfCommands.TryGetValue(document.Command, out var names) || names.Contains(option.Name));

    private static string Place(string file, FileReport report) => ReportPlace.Word(file, report.Path);

    private static string? Words(ReportDocument document, OptionReport option)
    {
        return option.Name switch
        {
            OptionsJson.TrainingThreads => null,
            OptionsJson.Standardised => "--no-standardised",

            // --threads also sets those for training: left out where these are others and there is a training.
            RequestOption.Threads when Trains() && option.Value != Value(OptionsJson.TrainingThreads) => null,
            _ => $"{HtmlText.Encode(option.Switch)} {HtmlText.Encode(ShellWord.Of(option.Value!))}",
        };

        string? Value(string name) => document.Options.FirstOrDefault(other => other.Name == name)?.Value;

        bool Trains() => ((RecoveryText.Find(Value(RequestOption.Recovery)) ?? RecoverySteps.None)
            & (RecoverySteps.Distill | RecoverySteps.Finetune)) != RecoverySteps.None;
    }
}
