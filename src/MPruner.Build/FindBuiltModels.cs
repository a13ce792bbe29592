using Microsoft.Build.Framework;
using MPruner.Build.Work;

namespace MPruner.Build;

/// <summary>
/// Tells which items a wildcard has found among the build's own outputs: <c>**/*.pt</c> also matches the pruned models under <c>obj</c>.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class FindBuiltModels : Microsoft.Build.Utilities.Task
{
    private static readonly char Separator = Path.DirectorySeparatorChar;

    /// <summary>The <c>PruneModel</c> items.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The project's folder, absolute.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The folders of outputs and intermediate files, relative to the project or absolute.</summary>
    [Required]
    public string[] Folders { get; set; } = [];

    /// <summary>The items that no project means.</summary>
    [Output]
    public ITaskItem[] Built { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        // A folder that has the project itself in it cannot tell outputs from sources.
        string project = Folder(ProjectDirectory);
        string[] folders = [.. Folders.Select(Folder).Where(folder => !IsBelow(project, folder))];
        Built = [.. Models.Where(model => IsBuilt(model, folders))];
        return true;
    }

    private bool IsBuilt(ITaskItem model, string[] folders)
    {
        string found = model.GetMetadata("RecursiveDir");
        string folder = Folder(Path.GetDirectoryName(Path.Combine(ProjectDirectory, model.ItemSpec))!);
        if (found.Length == 0 || found.Length > folder.Length)
        {
            return false;
        }

        // A pattern that starts in such a folder means what is there, except for pruned models.
        string start = folder.Substring(0, folder.Length - found.Length);
        return WorkDirectory.IsOne(folder) || Array.Exists(folders, output => IsBelow(folder, output) && !IsBelow(start, output));
    }

    private string Folder(string path) => Path.GetFullPath(Path.Combine(ProjectDirectory, path)).TrimEnd(Separator) + Separator;

    private static bool IsBelow(string folder, string other) => folder.StartsWith(other, StringComparison.Ordinal);
}
