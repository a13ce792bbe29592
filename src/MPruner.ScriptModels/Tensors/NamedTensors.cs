using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tensors;

/// <summary>A program's tensors by the names that PyTorch gives them: <c>stage1.0.conv1.weight</c>.</summary>
internal sealed class NamedTensors
{
    private readonly ScriptProgram program;
    private readonly ImmutableDictionary<string, TensorInfo> tensors;
    private readonly Dictionary<TensorInfo, string> names = [];

    private NamedTensors(ScriptProgram program, ImmutableArray<KeyValuePair<string, TensorInfo>> tensors)
    {
        this.program = program;
        this.tensors = tensors.ToImmutableDictionary();
        foreach (var (name, tensor) in tensors)
        {
            names.TryAdd(tensor, name);
        }
    }

    /// <summary>The tensors of all modules; those of a module in several places under its first path.</summary>
    public static NamedTensors Of(ScriptProgram program) => new(program, [.. program.Modules().SelectMany(InModule)]);

    /// <summary>A tensor's first name and its value.</summary>
    public NamedArray Read(TensorInfo tensor) =>
        new(names[tensor], new NumericArray(tensor.Type.ToElementType(), tensor.Sizes, program.TensorBytes(tensor)));

    /// <summary>
    /// The new values by tensor. Names that the program does not have, such as those of an instrumented copy, are ignored.
    /// </summary>
    public IEnumerable<KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>> Find(IEnumerable<NamedArray> values) =>
        values.Where(v => tensors.ContainsKey(v.Name)).Select(v => KeyValuePair.Create(tensors[v.Name], v.Array.Data));

    /// <summary>Whether the program has a tensor of this name.</summary>
    public bool Has(string name) => tensors.ContainsKey(name);

    private static IEnumerable<KeyValuePair<string, TensorInfo>> InModule(ModuleInstance module)
    {
        var prefix = module.Path.Length == 0 ? "" : module.Path + ".";
        return module.Object.Attributes
            .Select(a => KeyValuePair.Create(prefix + a.Key, TensorInfo.Of(a.Value)!))
            .Where(named => named.Value is not null);
    }
}
