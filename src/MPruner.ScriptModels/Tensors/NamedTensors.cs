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

        foreach (var (name, matrix) in tensors.Where(t => t.Value.Sizes.Length == 2))
        {
            names.TryAdd(Transposition.Of(matrix), Transposition.Of(name));
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

    /// <summary>The first name and the value of a tensor, or of a matrix that is seen as its transpose.</summary>
    public NamedArray Read(TensorInfo tensor) =>
        new(names[tensor], new NumericArray(tensor.Type.ToElementType(), tensor.Sizes, program.TensorBytes(tensor)));

    /// <summary>
    /// The new values by tensor. Names that the program does not have, such as those of an instrumented copy, are ignored.
    /// </summary>
    public IEnumerable<KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>> Find(IEnumerable<NamedArray> values) =>
        from value in values
        let tensor = Lookup(value.Name)
        where tensor is not null
        select KeyValuePair.Create(tensor, value.Array.Data);

    /// <summary>The tensor of a name, which may be that of a transpose.</summary>
    public TensorInfo this[string name] => Lookup(name) ?? throw new KeyNotFoundException(name);

    /// <summary>A new value of a tensor as the program has it: what is seen as its transpose is turned back.</summary>
    public (TensorInfo Tensor, NumericArray Value) AsStored(TensorInfo tensor, NumericArray value) =>
        tensors.ContainsKey(names[tensor]) ? (tensor, value) : (Transposition.Of(tensor), Transposition.Of(value));

    /// <summary>Whether the program has a tensor of this name.</summary>
    public bool Has(string name) => tensors.ContainsKey(name);

    private TensorInfo? Lookup(string name) => tensors.GetValueOrDefault(name)
        ?? (Transposition.Undo(name) is { } matrix && tensors.TryGetValue(matrix, out var stored) ? Transposition.Of(stored) : null);

    private static IEnumerable<KeyValuePair<string, TensorInfo>> TensorsOf(string path, PickleObject holder) => holder.Attributes
        .Select(a => KeyValuePair.Create(Join(path, a.Key), TensorInfo.Of(a.Value)!))
        .Where(named => named.Value is not null);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
