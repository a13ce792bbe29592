using System.Diagnostics;
using MPruner.Core.Formats;
using MPruner.Onnx;
using MPruner.Onnx.Ports;
using MPruner.ScriptModels;
using MPruner.ScriptModels.Ports;
using MPruner.Tool.Engine;
using MPruner.Tool.Files;

namespace MPruner.Tool.Running;

/// <summary>The format of a model, told by its first bytes, with its engine: TorchScript with libtorch, ONNX with ONNX Runtime.</summary>
internal static class ModelFormats
{
    /// <summary>The format, with its engine started.</summary>
    /// <exception cref="ToolException"><c>MPR3001</c>, <c>MPR3014</c> and others: this machine does not have the engine.</exception>
    public static IModelFormat Start(ToolContext context, ModelFile model) => IsOnnx(model)
        ? new OnnxModelFormat(context.StartOnnxEngine())
        : new ScriptModelFormat(context.StartEngine(), context.Trainer);

    /// <summary>The format, to find chains without running anything.</summary>
    public static IModelFormat Idle(ToolContext context, ModelFile model)
    {
        var none = new NoEngine();
        return IsOnnx(model) ? new OnnxModelFormat(none) : new ScriptModelFormat(none, context.Trainer);
    }

    /// <summary>The native libraries of a model's engine, once it is started.</summary>
    public static IReadOnlyList<string> EngineFiles(ToolContext context, ModelFile model) =>
        IsOnnx(model) ? context.OnnxEngineFiles() : context.EngineFiles();

    /// <summary>Whether an error says that the machine does not have a model's engine, and not that the user named a wrong one.</summary>
    public static bool HasNoEngine(ToolContext context, ModelFile model, ToolException error) => IsOnnx(model)
        ? OnnxEngineStart.HasNone(error, context.Variable)
        : EngineStart.HasNoLibTorch(error, context.Variable);

    /// <summary>Refuses options that a model's format does not have.</summary>
    public static void Check(ModelFile model, PruningOptions options)
    {
        if (IsOnnx(model))
        {
            OnnxOptions.Check(options);
        }
    }

    /// <summary>Loads a model and frees it again.</summary>
    public static void Load(ToolContext context, ModelFile model)
    {
        if (IsOnnx(model))
        {
            context.StartOnnxEngine().Load(model.Bytes, new SessionOptions()).Dispose();
        }
        else
        {
            context.StartEngine().Load(model.Bytes, new SessionOptions()).Dispose();
        }
    }

    private static bool IsOnnx(ModelFile model) => OnnxFile.Is(model.Bytes.Span);

    /// <summary>The engine of a command that runs nothing, so that it works without native libraries.</summary>
    private sealed class NoEngine : IModelEngine, IGraphEngine
    {
        public string Identity => "";

        IModelSession IModelEngine.Load(ReadOnlyMemory<byte> archive, SessionOptions options) => throw RunsNothing();

        IGraphSession IGraphEngine.Load(ReadOnlyMemory<byte> file, SessionOptions options) => throw RunsNothing();

        private static UnreachableException RunsNothing() => new("Inspecting runs no model.");
    }
}
