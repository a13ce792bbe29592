using System.Text;
using Microsoft.Build.Framework;
using MPruner.Build.Accessors;
using MPruner.Build.Reporting;
using MPruner.Build.Requests;
using MPruner.Shared.Files;
using MPruner.Shared.Reporting;

namespace MPruner.Build;

/// <summary>Writes the C# class <c>PrunedModels</c>, whose methods open and load the models by name.</summary>
[MSBuildMultiThreadableTask]
public sealed class WriteAccessors : Microsoft.Build.Utilities.Task
{
    /// <summary>
    /// The models to ship, with <c>LogicalName</c>, <c>ShipAs</c>, <c>GenerateAccessor</c>, and <c>Input</c> where that is another file.
    /// </summary>
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The project's folder, absolute.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The project, absolute.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The file to write, relative to the project or absolute; deleted where no model has an accessor.</summary>
    [Required]
    public string File { get; set; } = "";

    /// <summary>The namespace of the class; empty for none.</summary>
    public string RootNamespace { get; set; } = "";

    /// <summary>Whether the project references TorchSharp.</summary>
    public bool HasTorchSharp { get; set; }

    /// <summary>The table of codes that messages link to.</summary>
    [Required]
    public string HelpFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        string file = Path.GetFullPath(Path.Combine(ProjectDirectory, File));
        ITaskItem[] models = [.. Models.Where(HasAccessor)];
        IReadOnlyList<string> names = AccessorName.OfAll([.. models.Select(model => model.GetMetadata("LogicalName"))]);
        ModelAccessor[] accessors = [.. models.Zip(names, Accessor)];
        var findings = new FindingLog(Log, HelpFile, new WarningStrictness("", ""));
        foreach (IGrouping<string, ModelAccessor> twins in accessors.GroupBy(accessor => accessor.Name).Where(same => same.Count() > 1))
        {
            string both = string.Join(" and ", twins.Select(twin => $"'{twin.LogicalName}'"));
            findings.Report(new Finding(
                true,
                "MPR5113",
                ProjectFile,
                $"the models {both} would both be opened by PrunedModels.Open{twins.Key}(); expected one model for each method. "
                + "Give one of them another LogicalName, or GenerateAccessor=\"false\"."));
        }

        if (Log.HasLoggedErrors)
        {
            return false;
        }

        if (accessors.Length == 0)
        {
            System.IO.File.Delete(file);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            WholeFile.WriteWhenDifferent(file, Encoding.UTF8.GetBytes(new AccessorSource(RootNamespace, HasTorchSharp).Of(accessors)));
        }

        return true;
    }

    private static bool HasAccessor(ITaskItem model) =>
        !Is(model, "GenerateAccessor", "false") && !Is(model, ShippedAs.Metadata, ShippedAs.None);

    private ModelAccessor Accessor(ITaskItem model, string name)
    {
        string original = model.GetMetadata("Input") is { Length: > 0 } input ? input : model.GetMetadata("FullPath");
        return new ModelAccessor(
            name,
            model.GetMetadata("LogicalName"),
            IsEmbedded: !Is(model, ShippedAs.Metadata, ShippedAs.Content),
            HasTorchSharp ? ForwardSignature.Read(original) : null)
        {
            IsTorchScript = !System.IO.Path.GetExtension(original).Equals(".onnx", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static bool Is(ITaskItem model, string metadata, string value) =>
        model.GetMetadata(metadata).Equals(value, StringComparison.OrdinalIgnoreCase);
}
