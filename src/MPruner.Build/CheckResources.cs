using Microsoft.Build.Framework;
using MPruner.Build.Reporting;
using MPruner.Build.Requests;
using MPruner.Shared.Files;
using MPruner.Shared.Reporting;

namespace MPruner.Build;

/// <summary>
/// Checks what is about to be shipped: no other resource has a model's name, which the compiler refuses without naming either, and no
/// original is a mere pointer.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class CheckResources : Microsoft.Build.Utilities.Task
{
    /// <summary>The models to ship, with <c>LogicalName</c> and <c>ShipAs</c>.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>All <c>EmbeddedResource</c> items, after they got their names.</summary>
    [Required]
    public ITaskItem[] Resources { get; set; } = [];

    /// <summary>The project, absolute.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The table of codes that messages link to.</summary>
    [Required]
    public string HelpFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var findings = new FindingLog(Log, HelpFile, new WarningStrictness("", ""));
        foreach (ITaskItem model in Models)
        {
            string name = model.GetMetadata("LogicalName");
            if (PointerFile.Describe(model.GetMetadata("FullPath")) is { } finding)
            {
                findings.Report(new Finding(true, PointerFile.Code, ProjectFile, $"{model.ItemSpec}: {finding}"));
            }

            if (model.GetMetadata(ShippedAs.Metadata) is { Length: > 0 } kind && kind != ShippedAs.EmbeddedResource)
            {
                continue;
            }

            List<ITaskItem> same = [.. Resources.Where(resource => NameOf(resource) == name)];
            same.Remove(same.Find(resource => resource.GetMetadata("FullPath") == model.GetMetadata("FullPath")));
            same.ForEach(other => Report(findings, name, other));
        }

        return !Log.HasLoggedErrors;
    }

    private void Report(FindingLog findings, string name, ITaskItem other) => findings.Report(new Finding(
        true,
        "MPR5109",
        ProjectFile,
        $"<EmbeddedResource Include=\"{other.ItemSpec}\"> has the name '{name}', and <PruneModel> embeds a model under that name, too. "
        + "Expected one resource of each name. Remove the <EmbeddedResource> item, or give the <PruneModel> another LogicalName."));

    /// <summary>The name that the compiler is given.</summary>
    private static string NameOf(ITaskItem resource) =>
        resource.GetMetadata("LogicalName") is { Length: > 0 } name ? name : resource.GetMetadata("ManifestResourceName");
}
