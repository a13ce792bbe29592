using System.Globalization;
using MPruner.Core.Reports;
using MPruner.Shared.Reporting;

namespace MPruner.Tool.Reporting.Html;

/// <summary>How the result came about: the command, the files with their hashes, the options, and how long it took.</summary>
internal static class RunSection
{
    /// <summary>The section.</summary>
    public static Element Of(ReportDocument document) => new("section", ("class", "run"))
    {
        new Element("h2") { "How to repeat it" },
        RepeatCommand.Of(document),
        new Element("h3") { "Files" },
        Files(document),
        new Element("div", ("class", "columns"))
        {
            Options(document),
            new Element("div") { Examples(document.Result.Examples), Timings(document.Result) },
        },
    };

    private static Element Files(ReportDocument document)
    {
        var files = new List<(string Place, string Use, FileReport File)> { (ReportPlace.Model, "model", document.Model) };
        if (document.Output is { } output)
        {
            files.Add((ReportPlace.Output, document.Command == "verify" ? "compared" : "written", output));
        }

        files.AddRange(document.Data.Select(data => (data.Use, data.Use, data.File)));
        return new Element("table", ("class", "files"))
        {
            new Element("thead")
            {
                new Element("tr")
                {
                    new Element("th", ("scope", "col")) { "Used as" },
                    new Element("th", ("scope", "col")) { "File and SHA-256" },
                },
            },
            new Element("tbody")
            {
                files.Select(file => new Element("tr")
                {
                    new Element("th", ("scope", "row")) { file.Use },
                    new Element("td")
                    {
                        new Element("span", ("class", "name")) { new Markup(ReportPlace.Path(file.Place, file.File.Path)) },
                        new Element("code", ("class", "hash")) { file.File.Sha256 },
                    },
                }),
            },
        };
    }

    private static Element? Options(ReportDocument document)
    {
        var options = RepeatCommand.OptionsOf(document).ToList();
        return options.Count == 0
            ? null
            : new Element("div")
            {
                new Element("h3") { "Options" },
                new Element("dl", ("class", "facts"))
                {
                    options.SelectMany(option => Fact(option.Title, option.Value ?? "–", option.IsDefault)),
                },
                new Element("p", ("class", "aside")) { "Those in bold are not the defaults." },
            };
    }

    private static Element? Examples(ExampleCounts? examples) => examples is null
        ? null
        : new Element("div")
        {
            new Element("h3") { "Examples" },
            new Element("dl", ("class", "facts"))
            {
                Fact("calibration", NumberText.Grouped(examples.Calibrate), true),
                Fact("of these measured", NumberText.Grouped(examples.Measured), true),
                Fact("comparing candidates", NumberText.Grouped(examples.Tune), true),
                Fact("judging the result", NumberText.Grouped(examples.Accept), true),
            },
        };

    private static Element Timings(PruningResult result)
    {
        (string Stage, double? Seconds)[] stages =
        [
            ("reading", result.Timings.Load),
            ("plain passes", result.Timings.Forward),
            ("measuring", result.Timings.Analysis),
            ("repairing", result.Timings.Recovery),
            ("searching and judging", result.Timings.Evaluation),
        ];
        var known = stages.Where(stage => stage.Seconds is not null).ToList();
        var total = Math.Max(known.Sum(stage => stage.Seconds!.Value), double.Epsilon);
        return new Element("div")
        {
            new Element("h3") { "Time" },
            new Element("dl", ("class", "facts"))
            {
                known.SelectMany(stage => Fact(stage.Stage, Seconds(stage.Seconds!.Value), true)),
                Fact("together", Seconds(total), false),
                result.Engine.Length == 0 ? [] : Fact("engine", result.Engine, true),
            },
        };
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

    private static Element[] Fact(string name, string value, bool isPlain) =>
        [new("dt") { name }, new("dd", ("class", isPlain ? null : "strong")) { value }];
}
