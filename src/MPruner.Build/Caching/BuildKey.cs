using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using MPruner.Shared.Files;

namespace MPruner.Build.Caching;

/// <summary>
/// What a finished model depends on, as far as the build knows: contents, options, the tool's files; no path, no framework, no
/// configuration. The tool's own key has the engine, too; this one can be computed without starting it.
/// </summary>
internal static class BuildKey
{
    /// <summary>SHA-256 of the key's text, which is human-readable and meant for the log.</summary>
    /// <param name="model">An item of <see cref="PreparePruning.Outputs"/>.</param>
    /// <param name="tool">Identity of the tool, from <see cref="OfTool"/>.</param>
    /// <param name="text">One line for each thing that the key depends on.</param>
    public static string Of(ITaskItem model, string tool, out string text)
    {
        string evaluation = model.GetMetadata("Evaluation");
        text = new StringBuilder()
            .Append("mpruner build 1\n")
            .Append("tool ").Append(tool).Append('\n')
            .Append("cores ").Append(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)).Append('\n')
            .Append("model ").Append(ContentHash.OfFile(model.GetMetadata("Input"))).Append('\n')
            .Append("calibration ").Append(ContentHash.OfFile(model.GetMetadata("Calibration"))).Append('\n')
            .Append("evaluation ").Append(evaluation.Length == 0 ? "split" : ContentHash.OfFile(evaluation)).Append('\n')
            .Append("options ").Append(model.GetMetadata("Options")).Append('\n')
            .ToString();
        return ContentHash.OfText(text);
    }

    /// <summary>Identity of the tool: every file beside it, by name and content.</summary>
    public static string OfTool(string tool)
    {
        string folder = Path.GetDirectoryName(tool)!;
        return ContentHash.OfText(string.Concat(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .OrderBy(file => file, StringComparer.Ordinal)
            .Select(file => file.Substring(folder.Length).Replace('\\', '/') + " " + ContentHash.OfFile(file) + "\n")));
    }
}
