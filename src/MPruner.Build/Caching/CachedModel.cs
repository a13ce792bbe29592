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
    private const string InputMark = "\u0001input\u0001";
    private const string OutputMark = "\u0001output\u0001";

    /// <summary>The warnings of the run that made it, about this build's file.</summary>
    public IEnumerable<Finding> Warnings => finished.Warnings.Select(warning => warning with { File = model.GetMetadata("Input") });

    /// <summary>A report as it is stored: its two paths, which differ from build to build, replaced by marks that no JSON has.</summary>
    public static string WithoutPaths(string report, ITaskItem model) => report
        .Replace(JsonWriter.Quote(model.GetMetadata("Input")), InputMark)
        .Replace(JsonWriter.Quote(model.GetMetadata("FullPath")), OutputMark);

    /// <summary>Writes model and report; a file that has the same bytes already keeps its time stamp.</summary>
    public void Place()
    {
        WholeFile.WriteWhenDifferent(model.GetMetadata("FullPath"), output);
        string report = finished.Report
            .Replace(InputMark, JsonWriter.Quote(model.GetMetadata("Input")))
            .Replace(OutputMark, JsonWriter.Quote(model.GetMetadata("FullPath")));
        WholeFile.WriteWhenDifferent(model.GetMetadata("Report"), Encoding.UTF8.GetBytes(report));
    }
}
