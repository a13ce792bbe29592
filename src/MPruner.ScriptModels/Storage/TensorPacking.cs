using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.TorchScript;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>Stores the tensors of a program's slots, each once.</summary>
internal sealed class TensorPacking
{
    private readonly Dictionary<PickleValue, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<NewTensor> stored = [];
    private readonly List<float> scales = [];
    private readonly List<bool> trained = [];
    private readonly ImmutableArray<SlotVisit> visits;
    private readonly ScriptProgram program;

    /// <param name="program">The program.</param>
    /// <param name="visits">The slots.</param>
    /// <param name="weights">How its tensors are stored.</param>
    public TensorPacking(ScriptProgram program, ImmutableArray<SlotVisit> visits, StoredWeights weights)
    {
        (this.program, this.visits) = (program, visits);
        var own = OwnTensors.Of(program, visits);
        foreach (var value in visits.Select(v => v.Value).Where(v => own.Contains(v) && !numbers.ContainsKey(v)))
        {
            var tensor = TensorInfo.Of(value)!;
            if (TensorForm.Of(tensor, program.MemoryOf(tensor), weights) is { } form)
            {
                numbers.Add(value, stored.Count);
                stored.Add(form.Stored);
                scales.AddRange(form.Scales);
                trained.Add(tensor.RequiresGrad);
            }
        }
    }

    /// <summary>Whether no tensor is stored in another form.</summary>
    public bool IsEmpty => stored.Count == 0;

    /// <summary>The program with stored tensors in the slots, and the object that unpacks them.</summary>
    public (ScriptProgram Program, PickleValue Unpacking) Apply()
    {
        var (packed, tensors) = program.WithSharedStorages([.. stored, Scales()]);
        var rewriter = new PickleRewriter(value => numbers.TryGetValue(value, out var number) ? tensors[number] : null);
        packed = packed.With((PickleObject)rewriter.Rewrite(packed.Root), packed.Code);
        var places = visits.Select(v => numbers.GetValueOrDefault(v.Value, -1));
        return (packed, UnpackingState.Make(new(tensors[^1], [.. places], [.. trained])));
    }

    private NewTensor Scales()
    {
        var values = CollectionsMarshal.AsSpan(scales);
        return HalfValues.AreExact(values)
            ? new(ScalarType.Float16, [values.Length], [1], HalfValues.Store(values))
            : new(ScalarType.Float32, [values.Length], [1], MemoryMarshal.AsBytes(values).ToArray());
    }
}
