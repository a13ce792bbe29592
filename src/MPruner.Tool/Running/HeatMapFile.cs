using System.Text;
using MPruner.Core.Reports;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting.Html;
using MPruner.Tool.Reporting.Png;

namespace MPruner.Tool.Running;

/// <summary>The file of a picture of the similarities.</summary>
internal static class HeatMapFile
{
    /// <summary>Checks the name before any work is done.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="ToolException"><c>MPR5009</c>: no picture of this kind is written.</exception>
    public static void Check(string? path)
    {
        if (path is not null && !Is(path, ".svg") && !Is(path, ".png"))
        {
            throw new ToolException(
                "MPR5009",
                path,
                $"--heatmap writes SVG and PNG pictures; expected a name that ends in .svg or .png, and this one ends in "
                + $"'{Path.GetExtension(path)}'. Choose another name.");
        }
    }

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The file; null writes none.</param>
    /// <param name="result">The result.</param>
    /// <exception cref="ToolException"><c>MPR5006</c>: the file cannot be written.</exception>
    public static void Write(string? path, PruningResult result)
    {
        if (path is not null)
        {
            AtomicFile.Write(path, Is(path, ".png") ? HeatMapPng.Of(result) : Encoding.UTF8.GetBytes(HeatMapPicture.Of(result)));
        }
    }

    private static bool Is(string path, string ending) => Path.GetExtension(path).Equals(ending, StringComparison.OrdinalIgnoreCase);
}
