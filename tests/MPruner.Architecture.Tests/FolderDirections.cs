namespace MPruner.Architecture.Tests;

/// <summary>Within a project, too, dependencies have one direction. A new folder needs a row here.</summary>
public sealed class FolderDirections
{
    private static readonly string[] Nothing = [];

    private static readonly Dictionary<string, FolderRules> Projects = new()
    {
        ["MPruner.Core"] = new FolderRules()
            .Add("Core")
            .Add("Core.Ports", "Core")
            .Add("Core.Formats", "Core", "Core.Ports")
            .Add("Core.Similarity", "Core", "Core.Ports", "Core.Formats")
            .Add("Core.Clustering", "Core", "Core.Similarity")
            .Add("Core.Reports", "Core", "Core.Similarity")
            .Add("Core.Examples", "Core", "Core.Ports", "Core.Formats")
            .Add("Core.Measuring", "Core", "Core.Ports", "Core.Formats", "Core.Similarity", "Core.Examples")
            .Add("Core.Fitting", "Core", "Core.Ports", "Core.Formats", "Core.Examples", "Core.Measuring")
            .Add("Core.Acceptance", "Core", "Core.Ports", "Core.Formats", "Core.Reports", "Core.Examples")
            .Add(
                "Core.Width",
                "Core",
                "Core.Ports",
                "Core.Formats",
                "Core.Similarity",
                "Core.Examples",
                "Core.Fitting",
                "Core.Acceptance")
            .Add("Core.Training", "Core", "Core.Ports", "Core.Formats", "Core.Examples", "Core.Acceptance")
            .Add(
                "Core.Planning",
                "Core",
                "Core.Ports",
                "Core.Formats",
                "Core.Similarity",
                "Core.Clustering",
                "Core.Reports",
                "Core.Examples",
                "Core.Measuring",
                "Core.Fitting",
                "Core.Acceptance",
                "Core.Width",
                "Core.Training")
            .Add(
                "Core.Pipeline",
                "Core",
                "Core.Ports",
                "Core.Formats",
                "Core.Similarity",
                "Core.Reports",
                "Core.Examples",
                "Core.Measuring",
                "Core.Acceptance",
                "Core.Width",
                "Core.Planning"),
        ["MPruner.ScriptModels"] = new FolderRules()
            .Add("ScriptModels.Ports")
            .Add("ScriptModels.Dataflow")
            .Add("ScriptModels.Tensors")
            .Add("ScriptModels.Operators", "ScriptModels.Dataflow", "ScriptModels.Tensors")
            .Add("ScriptModels.Chains", "ScriptModels.Dataflow", "ScriptModels.Operators")
            .Add("ScriptModels.BlockEnds", Lower("Dataflow", "Tensors", "Operators", "Chains"))
            .Add("ScriptModels.Widths", Lower("Dataflow", "Tensors", "Operators", "Chains", "BlockEnds"))
            .Add("ScriptModels.Rewriting", Lower("Dataflow", "Tensors", "Operators", "Chains", "BlockEnds", "Widths"))
            .Add("ScriptModels.Storage", "ScriptModels.Rewriting")
            .Add(
                "ScriptModels.Models",
                Lower("Storage", "Dataflow", "Chains", "Tensors", "BlockEnds", "Widths", "Rewriting"))
            .Add("ScriptModels.Results", "ScriptModels.Dataflow", "ScriptModels.Rewriting")
            .Add("ScriptModels.Running", "ScriptModels.Ports", "ScriptModels.Results")
            .Add("ScriptModels.Probes", "ScriptModels.Operators", "ScriptModels.Rewriting", "ScriptModels.Dataflow")
            .Add("ScriptModels.Recording", Lower("Dataflow", "Chains", "Tensors", "Models", "Ports"))
            .Add(
                "ScriptModels.Seams",
                Lower(
                    "Dataflow", "Tensors", "Operators", "Chains", "BlockEnds", "Rewriting", "Models",
                    "Results", "Running", "Ports", "Probes"))
            .Add(
                "ScriptModels.Inputs",
                Lower(
                    "Tensors", "Operators", "BlockEnds", "Widths", "Rewriting", "Models", "Results", "Running", "Ports", "Probes", "Seams"))
            .Add(
                "ScriptModels.Sharing",
                Lower("Dataflow", "Chains", "Operators", "BlockEnds", "Rewriting", "Models", "Results", "Running", "Ports", "Probes"))
            .Add(
                "ScriptModels.Training",
                Lower("Dataflow", "Chains", "Operators", "BlockEnds", "Rewriting", "Models", "Results", "Running", "Ports", "Probes"))
            .Add(
                "ScriptModels",
                Lower(
                    "Tensors", "Storage", "Models", "Results", "Running", "Ports", "Recording", "Seams", "Inputs", "Sharing", "Training")),
        ["MPruner.TorchScript"] = new FolderRules()
            .Add("TorchScript")
            .Add("TorchScript.Archive", "TorchScript")
            .Add("TorchScript.Pickle", "TorchScript")
            .Add("TorchScript.Code.Syntax", "TorchScript")
            .Add("TorchScript.Code.Parsing", "TorchScript", "TorchScript.Code.Syntax")
            .Add("TorchScript.Code.Printing", "TorchScript", "TorchScript.Code.Syntax")
            .Add("TorchScript.Code.Rewriting", "TorchScript", "TorchScript.Code.Syntax")
            .Add(
                "TorchScript.Code",
                "TorchScript",
                "TorchScript.Code.Syntax",
                "TorchScript.Code.Parsing",
                "TorchScript.Code.Printing",
                "TorchScript.Code.Rewriting")
            .Add(
                "TorchScript.Programs",
                "TorchScript",
                "TorchScript.Archive",
                "TorchScript.Pickle",
                "TorchScript.Code.Syntax",
                "TorchScript.Code"),
        ["MPruner.Onnx"] = new FolderRules()
            .Add("Onnx.Faults")
            .Add("Onnx.Ports")
            .Add("Onnx.Numerics")
            .Add("Onnx.Wire", "Onnx.Faults")
            .Add("Onnx.Messages", "Onnx.Faults", "Onnx.Wire")
            .Add("Onnx.Graphs", "Onnx.Faults", "Onnx.Messages")
            .Add("Onnx.BlockEnds", "Onnx.Messages", "Onnx.Graphs")
            .Add("Onnx.Chains", "Onnx.Messages", "Onnx.Graphs", "Onnx.BlockEnds")
            .Add("Onnx.Rewriting", "Onnx.Wire", "Onnx.Messages", "Onnx.Graphs")
            .Add("Onnx.Models", "Onnx.Wire", "Onnx.Messages", "Onnx.Graphs", "Onnx.BlockEnds", "Onnx.Chains", "Onnx.Rewriting")
            .Add("Onnx.Running", "Onnx.Wire", "Onnx.Messages", "Onnx.Models", "Onnx.Ports")
            .Add("Onnx.Recording", Onnx("Numerics", "Graphs", "Chains", "Rewriting", "Models", "Running", "Messages"))
            .Add("Onnx.Seams", Onnx("Numerics", "Messages", "Graphs", "BlockEnds", "Chains", "Rewriting", "Models", "Running"))
            .Add("Onnx", Onnx("Ports", "Wire", "Messages", "Graphs", "Models", "Running", "Recording", "Seams")),
        ["MPruner.OnnxRuntime"] = new FolderRules()
            .Add("Shared.Natives")
            .Add("OnnxRuntime.Natives", "Shared.Natives")
            .Add("OnnxRuntime", "OnnxRuntime.Natives"),
        ["MPruner.Torch"] = new FolderRules()
            .Add("Elf")
            .Add("Shared.Natives")
            .Add("Torch.Natives", "Elf", "Shared.Natives")
            .Add("Torch", "Torch.Natives", "Shared.Natives"),
        ["mpruner"] = new FolderRules()
            .Add("Shared.Files")
            .Add("Shared.Caching", "Shared.Files")
            .Add("Shared.Options")
            .Add("Shared.Reporting")
            .Add("Shared.Requests")
            .Add("Tool")
            .Add("Tool.Options", "Tool", "Shared.Options")
            .Add("Tool.Files", "Tool", "Shared.Files")
            .Add("Tool.Data", "Tool", "Tool.Files", "Shared.Requests")
            .Add("Tool.Caching.Remote")
            .Add("Tool.Caching", "Tool.Options", "Tool.Caching.Remote", "Shared.Files", "Shared.Caching")
            .Add("Tool.Reporting", "Tool", "Tool.Options", "Shared.Options", "Shared.Reporting", "Shared.Requests")
            .Add("Tool.Reporting.Png", "Tool.Reporting")
            .Add("Tool.Reporting.Html", "Tool.Reporting", "Tool.Options", "Shared.Reporting", "Shared.Requests")
            .Add("Tool.Engine", "Tool", "Tool.Reporting", "Shared.Caching")
            .Add("Tool.Analyses", "Tool", "Tool.Files", "Tool.Caching", "Tool.Reporting")
            .Add(
                "Tool.Running",
                "Tool",
                "Tool.Options",
                "Tool.Files",
                "Tool.Data",
                "Tool.Caching",
                "Tool.Reporting",
                "Tool.Reporting.Png",
                "Tool.Reporting.Html",
                "Tool.Engine",
                "Tool.Analyses",
                "Shared.Files",
                "Shared.Reporting",
                "Shared.Requests")
            .Add("Tool.Requests", "Tool", "Tool.Options", "Tool.Files", "Tool.Running", "Shared.Options", "Shared.Requests")
            .Add(
                "Tool.Commands",
                "Tool",
                "Tool.Options",
                "Tool.Files",
                "Tool.Data",
                "Tool.Caching.Remote",
                "Tool.Caching",
                "Tool.Reporting",
                "Tool.Engine",
                "Tool.Analyses",
                "Tool.Running",
                "Tool.Requests",
                "Shared.Caching",
                "Shared.Options")
            .Add("", "Tool.Engine", "Tool.Running", "Tool.Commands"),
        ["MPruner.Build.Tasks"] = new FolderRules()
            .Add("Elf")
            .Add("Shared.Files")
            .Add("Shared.Caching", "Shared.Files")
            .Add("Shared.Natives")
            .Add("Shared.Options")
            .Add("Shared.Reporting")
            .Add("Shared.Requests")
            .Add("Build.Work", "Shared.Files")
            .Add("Build.Engine", "Shared.Natives")
            .Add("Build.Reporting", "Shared.Reporting")
            .Add("Build.Requests", "Build.Work", "Shared.Files", "Shared.Options", "Shared.Reporting", "Shared.Requests")
            .Add("Build.Accessors")
            .Add("Build.Caching", "Build.Requests", "Build.Engine", "Shared.Files", "Shared.Caching", "Shared.Reporting")
            .Add("Build.Accessors")
            .Add(
                "Build",
                "Build.Accessors",
                "Build.Work",
                "Build.Engine",
                "Build.Reporting",
                "Build.Requests",
                "Build.Caching",
                "Elf",
                "Shared.Files",
                "Shared.Caching",
                "Shared.Natives",
                "Shared.Requests",
                "Shared.Reporting"),
    };

    private static string[] Lower(params string[] folders) => [.. folders.Select(folder => "ScriptModels." + folder)];

    private static string[] Onnx(params string[] folders) => [.. folders.Select(folder => "Onnx." + folder)];

    public static TheoryData<string> Assemblies => new(Projects.Keys);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void EveryFolderUsesOnlyWhatItMay(string assembly) => Assert.Equal(Nothing, Projects[assembly].Violations(Uses(assembly)));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void NoTwoFoldersDependOnEachOther(string assembly) => Assert.Equal(Nothing, Projects[assembly].Upwards());

    [Fact]
    public void AFolderWithoutARowIsReported() =>
        Assert.Contains("Tool.Files is not listed", Projects["mpruner"].Without("Tool.Files").Violations(Uses("mpruner")));

    [Fact]
    public void AUseThatNoRowAllowsIsReported()
    {
        var rules = Projects["mpruner"].Without("Tool.Running").Add("Tool.Running");

        Assert.Contains("Tool.Running uses Tool.Caching", rules.Violations(Uses("mpruner")));
    }

    [Fact]
    public void ARowThatUsesALaterOneIsReported() =>
        Assert.Equal(["A may use B, which is not listed above it"], new FolderRules().Add("A", "B").Add("B").Upwards());

    private static IEnumerable<(string User, string Used)> Uses(string assembly) => AssemblyFile.Of(assembly).NamespaceUses();
}
