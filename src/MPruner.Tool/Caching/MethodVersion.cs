using System.Reflection;
using MPruner.Core.Pipeline;
using MPruner.Onnx;
using MPruner.OnnxRuntime;
using MPruner.ScriptModels;
using MPruner.Shared.Files;
using MPruner.Torch;
using MPruner.TorchScript;

namespace MPruner.Tool.Caching;

/// <summary>Identifies the code that computes results: another build of it may compute another result.</summary>
internal static class MethodVersion
{
    /// <summary>The assemblies that take part in a result.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(PruningPipeline).Assembly,
        typeof(TorchScriptException).Assembly,
        typeof(ScriptModelFormat).Assembly,
        typeof(TorchEngine).Assembly,
        typeof(OnnxModelFormat).Assembly,
        typeof(OrtEngine).Assembly,
        typeof(MethodVersion).Assembly,
        Assembly.Load("TorchSharp"),
        Assembly.Load("Microsoft.ML.OnnxRuntime"),
    ];

    /// <summary>The hash of the module version ids, which deterministic compilation makes a function of source and compiler.</summary>
    public static string Current { get; } = Of(Assemblies.Select(assembly => assembly.ManifestModule.ModuleVersionId));

    /// <summary>The version that some modules make up.</summary>
    public static string Of(IEnumerable<Guid> modules) => ContentHash.OfText(string.Join('\n', modules));
}
