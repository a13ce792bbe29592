using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using MPruner.Shared.Files;

namespace MPruner.Build.Caching;

/// <summary>
/// What a finished model depends on, as far as the build knows: contents, options, the tool's files, libtorch; no path, no framework, no
/// configuration. The tool's own key has the state of the engine, too; this one can be computed without starting it.
/// </summary>
/// <param name="tool">Identity of the tool, from <see cref="OfTool"/>.</param>
/// <param name="universe">The user's own text, which keeps results apart on purpose.</param>
internal sealed class BuildKey(string tool, string universe)
{
    /// <summary>Stands for whichever libtorch made a model, where a machine has none itself.</summary>
    public const string AnyLibTorch = "any";

    /// <summary>The text that a key is the hash of: one line for each thing that it depends on.</summary>
    /// <param name="model">An item of <see cref="PreparePruning.Outputs"/>.</param>
    /// <param name="libTorch">The hash of the libraries, or <see cref="AnyLibTorch"/>.</param>
    public string TextFor(ITaskItem model, string libTorch)
    {
        string evaluation = model.GetMetadata("Evaluation");
        string analysis = model.GetMetadata("Analysis");
        string cores = model.GetMetadata("Threads").Length > 0 ? "" : $"cores {Cores}\n";
        return new StringBuilder()
            .Append("mpruner build 2\n")
            .Append("tool ").Append(tool).Append('\n')
            .Append("libtorch ").Append(libTorch).Append('\n')
            .Append("universe ").Append(ContentHash.OfText(universe)).Append('\n')
            .Append(cores)
            .Append("model ").Append(ContentHash.OfFile(model.GetMetadata("Input"))).Append('\n')
            .Append("calibration ").Append(ContentHash.OfFile(model.GetMetadata("Calibration"))).Append('\n')
            .Append("evaluation ").Append(evaluation.Length == 0 ? "split" : ContentHash.OfFile(evaluation)).Append('\n')
            .Append("analysis ").Append(analysis.Length == 0 ? "none" : ContentHash.OfFile(analysis)).Append('\n')
            .Append("options ").Append(model.GetMetadata("Options")).Append('\n')
            .ToString();
    }

    private static string Cores => Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);

    /// <summary>Identity of the tool: every file beside it, by name and content.</summary>
    public static string OfTool(string tool)
    {
        string folder = Path.GetDirectoryName(tool)!;
        return ContentHash.OfText(string.Concat(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .OrderBy(file => file, StringComparer.Ordinal)
            .Select(file => file.Substring(folder.Length).Replace('\\', '/') + " " + ContentHash.OfFile(file) + "\n")));
    }
}
