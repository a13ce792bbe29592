using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.TorchScript.Pickle;
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

    /// <summary>
    /// The tensors of all modules, those of a module in several places under its first path, and those of the objects that modules hold:
    /// code may keep the weights of a layer in an object of a plain class.
    /// </summary>
    public static NamedTensors Of(ScriptProgram program)
    {
        ImmutableArray<(string Path, PickleObject Object)> modules = [.. program.Modules().Select(m => (m.Path, m.Object))];
        var seen = modules.Select(m => m.Object).ToHashSet<PickleObject>(ReferenceEqualityComparer.Instance);
        var objects = new List<(string Path, PickleObject Object)>(modules);
        for (var i = 0; i < objects.Count; i++)
        {
            var (path, holder) = objects[i];
            objects.AddRange(holder.Attributes
                .Where(a => a.Value is PickleObject child && seen.Add(child))
                .Select(a => (Join(path, a.Key), (PickleObject)a.Value)));
        }

        return new(program, [.. objects.SelectMany(o => TensorsOf(o.Path, o.Object))]);
    }

    /// <summary>A tensor's first name and its value.</summary>
    public NamedArray Read(TensorInfo tensor) =>
        new(names[tensor], new NumericArray(tensor.Type.ToElementType(), tensor.Sizes, program.TensorBytes(tensor)));

    /// <summary>
    /// The new values by tensor. Names that the program does not have, such as those of an instrumented copy, are ignored.
    /// </summary>
    public IEnumerable<KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>> Find(IEnumerable<NamedArray> values) =>
        values.Where(v => tensors.ContainsKey(v.Name)).Select(v => KeyValuePair.Create(tensors[v.Name], v.Array.Data));

    /// <summary>The tensor of a name.</summary>
    public TensorInfo this[string name] => tensors[name];

    /// <summary>Whether the program has a tensor of this name.</summary>
    public bool Has(string name) => tensors.ContainsKey(name);

    private static IEnumerable<KeyValuePair<string, TensorInfo>> TensorsOf(string path, PickleObject holder) => holder.Attributes
        .Select(a => KeyValuePair.Create(Join(path, a.Key), TensorInfo.Of(a.Value)!))
        .Where(named => named.Value is not null);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
