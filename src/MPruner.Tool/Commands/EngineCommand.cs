using System.CommandLine;
using MPruner.Tool.Engine;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;
using MPruner.Torch;

namespace MPruner.Tool.Commands;

/// <summary><c>engine install</c>: restores an engine, which is too large to ship with the tool.</summary>
internal static class EngineCommand
{
    private const string LibTorch = "libtorch";
    private const string OnnxRuntime = "onnxruntime";

    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context)
    {
        var engine = new Argument<string>("engine")
        {
            Description = $"{LibTorch}, which runs TorchScript models, or {OnnxRuntime}, which runs ONNX models",
            DefaultValueFactory = _ => LibTorch,
        };
        engine.AcceptOnlyFromAmong(LibTorch, OnnxRuntime);
        var install = new Command("install", "Restore an engine into the NuGet packages folder, from your own feeds") { engine };
        install.SetAction(parse => (int)CommandRunner.Run(context, "mpruner", () =>
        {
            var isOnnx = parse.GetValue(engine) == OnnxRuntime;
            var package = isOnnx ? EnginePackage.OnnxRuntime : EnginePackage.LibTorch;
            context.Error.WriteLine($"Restoring {package.Id} {package.Version} …");
            new EngineInstall(Environment.CurrentDirectory, context.Cancel).Run(package);
            context.Out.WriteLine(isOnnx ? StartOnnxRuntime(context) : StartLibTorch(context));
            return ExitCode.Done;
        }));
        return new Command("engine", "Get what runs models") { install };
    }

    private static string StartLibTorch(ToolContext context)
    {
        context.StartEngine();
        return $"{LibTorch} {EnginePackage.LibTorch.Version} in {StartedEngine.Current!.LibTorch}";
    }

    private static string StartOnnxRuntime(ToolContext context) =>
        $"{context.StartOnnxEngine().Identity} in {Path.GetDirectoryName(context.OnnxEngineFiles().Single())}";
}
