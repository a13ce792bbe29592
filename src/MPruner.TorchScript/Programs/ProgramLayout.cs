using System.Collections.Immutable;
using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>
/// Makes the archive of an edited program: unreachable entries are removed, changed ones are encoded again, the others stay unchanged.
/// </summary>
internal static class ProgramLayout
{
    public const string DebugSuffix = ".debug_pkl";

    public static TorchArchive Of(ScriptProgram program, ScriptProgram original)
    {
        var code = ReachableCode.Of(program.Code, [program.Root, .. program.Constants]);
        var constants = UsedConstants.Of(code, program.Constants);
        var changed = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        if (!ReferenceEquals(program.Root, original.Root))
        {
            changed.Add(Entry(ScriptProgram.RootEntry, PickleWriter.Write(program.Root)));
        }

        if (constants != program.Constants)
        {
            changed.Add(Entry(ScriptProgram.ConstantsEntry, PickleWriter.Write(new PickleTuple(constants))));
        }

        changed.AddRange(code.Files
            .Select(file => Entry(file.EntryName, file.ToBytes()))
            .Where(file => program.Archive.Find(file.Key) is not { } entry || !entry.Data.Span.SequenceEqual(file.Value.Span)));

        var gone = EntryNames(original.Code).Except(EntryNames(code), StringComparer.Ordinal).ToList();
        IEnumerable<string> removed =
        [
            .. gone,
            .. gone.Concat(changed.Select(c => c.Key)).Select(name => name + DebugSuffix),
            .. Unreachable(program.Archive, ScriptProgram.DataFolder, [program.Root]),
            .. Unreachable(program.Archive, ScriptProgram.ConstantsFolder, constants),
        ];
        return program.Archive.With(changed, removed);
    }

    private static IEnumerable<string> EntryNames(CodeLibrary code) => code.Files.Select(f => f.EntryName);

    private static KeyValuePair<string, ReadOnlyMemory<byte>> Entry(string name, ReadOnlyMemory<byte> data) =>
        KeyValuePair.Create(name, data);

    private static IEnumerable<string> Unreachable(TorchArchive archive, string folder, ImmutableArray<PickleValue> values)
    {
        var storages = new PickleTuple(values).DescendantsAndSelf().Select(StorageReference.Of).OfType<StorageReference>();
        var reached = storages.Select(s => folder + s.Key).ToHashSet(StringComparer.Ordinal);
        return archive.Entries.Select(e => e.Name)
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal) && !reached.Contains(name));
    }
}
