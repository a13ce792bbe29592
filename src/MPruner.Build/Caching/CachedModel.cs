using System.Text;
using Microsoft.Build.Framework;
using MPruner.Build.Requests;
using MPruner.Shared.Files;
using MPruner.Shared.Reporting;

namespace MPruner.Build.Caching;

/// <summary>A finished model from the cache, ready to be written where this build expects it.</summary>
/// <param name="model">The model of this build.</param>
/// <param name="finished">What was stored about it.</param>
/// <param name="output">The bytes to ship, whose hash has been checked.</param>
internal sealed class CachedModel(ITaskItem model, FinishedModel finished, byte[] output)
{
    /// <summary>The files that a report names, by the item's metadata that have their paths.</summary>
    private static readonly (string Place, string Metadata)[] Files =
    [
        (ReportPlace.Model, "Input"),
        (ReportPlace.Output, "FullPath"),
        (ReportPlace.Calibration, "Calibration"),
        (ReportPlace.Evaluation, "Evaluation"),
        (ReportPlace.Analysis, "Analysis"),
    ];

    /// <summary>The warnings of the run that made it, about this build's file.</summary>
    public IEnumerable<Finding> Warnings => finished.Warnings.Select(warning => warning with { File = model.GetMetadata("Input") });

    /// <summary>A report as it is stored: its paths, which differ from build to build, replaced by marks that no JSON has.</summary>
    public static string WithoutPaths(string report, ITaskItem model) =>
        Known(model).Aggregate(report, (text, file) => text.Replace(JsonWriter.Quote(file.Path), Mark(file.Place)));

    /// <summary>The page of a report as it is stored: without its paths.</summary>
    public static string PageWithoutPaths(string page, ITaskItem model) =>
        Known(model).Aggregate(page, (text, file) => ReportPlace.Fill(text, file.Place, ""));

    /// <summary>Writes model and report; a file that has the same bytes already keeps its time stamp.</summary>
    /// <returns>The model, whose bytes <see cref="WholeFile.Flush"/> still has to bring to the disk.</returns>
    public string Place()
    {
        WholeFile.WriteWhenDifferent(model.GetMetadata("FullPath"), output, flush: false);
        string page = Known(model).Aggregate(finished.Page, (text, file) => ReportPlace.Fill(text, file.Place, file.Path));
        WholeFile.WriteWhenDifferent(model.GetMetadata("Page"), Encoding.UTF8.GetBytes(page));
        string report =
            Known(model).Aggregate(finished.Report, (text, file) => text.Replace(Mark(file.Place), JsonWriter.Quote(file.Path)));
        WholeFile.WriteWhenDifferent(model.GetMetadata("Report"), Encoding.UTF8.GetBytes(report));
        return model.GetMetadata("FullPath");
    }

    private static IEnumerable<(string Place, string Path)> Known(ITaskItem model) => Files
        .Select(file => (file.Place, Path: model.GetMetadata(file.Metadata)))
        .Where(file => file.Path.Length > 0);

    private static string Mark(string place) => $"\u0001{place}\u0001";
}
