using MPruner.Core;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>
/// A program whose tensors are stored in fewer bytes. Its code turns them into the parameters and buffers that the model had, while
/// libtorch loads the file.
/// </summary>
internal static class StoredProgram
{
    /// <summary>The file of a program in fewer bytes; the program's ordinary file if nothing can be stored in another form.</summary>
    public static ReadOnlyMemory<byte> Write(ScriptProgram program, StoredWeights weights) =>
        Pack(program, weights)?.WriteCompact() ?? program.Write();

    /// <summary>Reads a file. Tensors that are stored in another form become those that libtorch makes of them.</summary>
    /// <exception cref="FormatException">The file is malformed.</exception>
    /// <exception cref="PrunerException"><c>MPR2331</c>: what it stores does not fit its code.</exception>
    public static ScriptProgram Read(ReadOnlyMemory<byte> file)
    {
        var program = ScriptProgram.Read(file);
        if ((RootState.Find(program) ?? ChildrenState.Find(program)) is not { } found)
        {
            return program;
        }

        // Python, which may have saved the file again, tells classes of one name apart by a mangled part at the end of the module.
        var names = found.Program.Code.Files
            .Where(f => $"{f.Qualifier}.".StartsWith(UnpackingSource.Module + ".", StringComparison.Ordinal))
            .SelectMany(f => f.Definitions.Keys.Select(name => $"{f.Qualifier}.{name}"));
        var plain = found.Program.With(found.Program.Root, found.Program.Code.Without(names));
        return found.Unpacking is null ? plain : TensorUnpacking.Apply(plain, found.Slots, UnpackingState.Of(found.Unpacking));
    }

    private static ScriptProgram? Pack(ScriptProgram program, StoredWeights weights)
    {
        var root = ClassSlots.Of(program.Code, program.Root.ClassName);
        var inRoot = RootState.Suits(program, root);
        var slots = inRoot ? root : root with { Tensors = [] };
        var packing = new TensorPacking(program, [.. SlotVisit.Of(program.Root, slots)], weights);
        if (packing.IsEmpty)
        {
            return null;
        }

        var (packed, unpacking) = packing.Apply();
        return inRoot ? RootState.Add(packed, slots, unpacking) : ChildrenState.Add(packed, slots, unpacking);
    }
}
