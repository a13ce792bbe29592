using System.Collections.Immutable;
using MPruner.TorchScript.Archive;

namespace MPruner.TorchScript.Programs;

/// <summary>
/// Finds the entries that other software made from a program's code and objects, such as the bytecode of PyTorch Mobile. They describe the
/// program as it was, so a changed program is written without them.
/// </summary>
internal static class DerivedEntries
{
    /// <summary>An identity that newer PyTorch computes from the other entries; nothing needs it to load the file.</summary>
    private const string SerializationId = ".data/serialization_id";

    /// <summary>What a program consists of, and what does not depend on it.</summary>
    private static readonly ImmutableHashSet<string> Own =
    [
        ScriptProgram.RootEntry, ScriptProgram.ConstantsEntry, "version", "byteorder", ".format_version", ".storage_alignment",
        ".data/version", SerializationId,
    ];

    /// <summary>Folders of what a program consists of, and of the files that the author added.</summary>
    private static readonly string[] OwnFolders = [ScriptProgram.DataFolder, ScriptProgram.ConstantsFolder, "code/", "extra/"];

    /// <summary>The names of the entries that the user should know of.</summary>
    public static ImmutableArray<string> In(TorchArchive archive) =>
    [
        .. archive.Entries.Select(e => e.Name)
            .Where(name => !Own.Contains(name) && !Array.Exists(OwnFolders, folder => name.StartsWith(folder, StringComparison.Ordinal))),
    ];

    /// <summary>The archive of a changed program, without them.</summary>
    public static TorchArchive RemovedFrom(TorchArchive archive) => archive.With([], In(archive).Add(SerializationId));
}
