using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>A program's tensors by the names that PyTorch gives them: <c>stage1.0.conv1.weight</c>.</summary>
internal sealed class NamedTensors
{
    private readonly ImmutableDictionary<string, TensorInfo> tensors;

    private NamedTensors(ImmutableDictionary<string, TensorInfo> tensors) => this.tensors = tensors;

    /// <summary>The tensors of every module; a module in several places under its first path.</summary>
    public static NamedTensors Of(ScriptProgram program) => new(program.Modules()
        .SelectMany(m => m.Object.Attributes.Select(a => (Name: m.Path.Length == 0 ? a.Key : $"{m.Path}.{a.Key}", Tensor: TensorInfo.Of(a.Value))))
        .Where(t => t.Tensor is not null)
        .ToImmutableDictionary(t => t.Name, t => t.Tensor!));

    /// <summary>New values by tensor; what an instrumented copy has beside is left out.</summary>
    public ImmutableArray<KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>> Find(ImmutableArray<NamedArray> values) =>
        [.. values.Where(v => tensors.ContainsKey(v.Name)).Select(v => KeyValuePair.Create(tensors[v.Name], v.Array.Data))];
}
