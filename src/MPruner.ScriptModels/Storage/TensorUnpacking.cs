using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.TorchScript;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>Does what the code of <see cref="UnpackingSource"/> does: turns stored tensors into those that they stand for.</summary>
internal static class TensorUnpacking
{
    /// <summary>The program with ordinary tensors, each in a storage of its own.</summary>
    /// <exception cref="PrunerException"><c>MPR2331</c>: state and program do not fit each other.</exception>
    public static ScriptProgram Apply(ScriptProgram program, ClassSlots slots, UnpackingState state)
    {
        var scales = Scales(program, state.Scales);
        ImmutableArray<SlotVisit> visits = [.. SlotVisit.Of(program.Root, slots)];
        if (visits.Length != state.Numbers.Length)
        {
            throw StorageFault.DoesNotFit($"Found {state.Numbers.Length} numbers for {visits.Length} slots, expected one for each.");
        }

        var unpacked = new Dictionary<PickleValue, PickleValue>(ReferenceEqualityComparer.Instance);
        var row = 0;
        foreach (var (visit, number) in visits.Zip(state.Numbers).Where(v => v.Second >= 0 && !unpacked.ContainsKey(v.First.Value)))
        {
            if (number != unpacked.Count || number >= state.Trained.Length || TensorInfo.Of(visit.Value) is not { } stored)
            {
                throw StorageFault.DoesNotFit($"Found the number {number} at '{visit.Attribute}', expected that of the next tensor.");
            }

            var rows = stored is { Type: ScalarType.Int8, Sizes: [var first, ..] } ? first : 0;
            if (rows > scales.Length - row || program.MemoryOf(stored) is not { } memory)
            {
                throw StorageFault.DoesNotFit($"Found {rows} rows at '{visit.Attribute}', expected {scales.Length - row} at most.");
            }

            var (type, values) = Unpack(stored, memory, scales.AsSpan(row, (int)rows));
            row += (int)rows;
            var tensor = new NewTensor(type, stored.Sizes, stored.Strides, values) { RequiresGrad = state.Trained[number] };
            (program, var added) = program.WithSharedStorages([tensor]);
            unpacked.Add(visit.Value, added[0]);
        }

        var rewriter = new PickleRewriter(unpacked.GetValueOrDefault);
        return program.With((PickleObject)rewriter.Rewrite(program.Root), program.Code);
    }

    private static (ScalarType Type, ReadOnlyMemory<byte> Memory) Unpack(
        TensorInfo stored, ReadOnlyMemory<byte> memory, ReadOnlySpan<float> scales) => stored.Type switch
        {
            ScalarType.Int8 when scales.Length > 0 => (ScalarType.Float32, StoredRows.Values(stored, memory.Span, scales)),
            ScalarType.Float16 => (ScalarType.Float32, MemoryMarshal.AsBytes(HalfValues.Load(memory.Span).AsSpan()).ToArray()),
            _ => (stored.Type, memory),
        };

    private static float[] Scales(ScriptProgram program, PickleValue value)
    {
        var tensor = TensorInfo.Of(value);
        var memory = tensor is null ? null : program.MemoryOf(tensor);
        return (tensor?.Type, memory) switch
        {
            (ScalarType.Float16, { } halves) => HalfValues.Load(halves.Span),
            (ScalarType.Float32, { } floats) => MemoryMarshal.Cast<byte, float>(floats.Span).ToArray(),
            _ => throw StorageFault.DoesNotFit("Found scales that are no tensor of floating-point numbers, expected one."),
        };
    }
}
