using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>
/// A TorchScript program: a root module with its objects, code, constants and storages. It is immutable; an edit returns another program.
/// </summary>
public sealed class ScriptProgram
{
    internal const string RootEntry = "data.pkl";
    private const string OldRootEntry = "model.json";
    internal const string ConstantsEntry = "constants.pkl";
    internal const string DataFolder = "data/";
    internal const string ConstantsFolder = "constants/";

    private readonly ModuleTree _tree;

    private ScriptProgram(TorchArchive archive, PickleObject root, CodeLibrary code, ImmutableArray<PickleValue> constants)
    {
        Archive = archive;
        Root = root;
        Code = code;
        Constants = constants;
        _tree = new ModuleTree(code);
    }

    /// <summary>The archive that was read, with the storages as they are now.</summary>
    public TorchArchive Archive { get; }

    /// <summary>The root module.</summary>
    public PickleObject Root { get; }

    /// <summary>The code.</summary>
    public CodeLibrary Code { get; }

    /// <summary>The values that code reads as <c>CONSTANTS.c0</c> and so on.</summary>
    public ImmutableArray<PickleValue> Constants { get; }

    /// <summary>The number of elements of all parameters. A shared tensor counts once.</summary>
    public long ParameterCount => _tree.CountParameters(Root);

    /// <summary>
    /// The names of entries that other software made from this program, such as <c>bytecode.pkl</c>. A changed program is written without
    /// them.
    /// </summary>
    public ImmutableArray<string> DerivedEntries => Programs.DerivedEntries.In(Archive);

    /// <summary>The program as it was read, before any edit.</summary>
    private ScriptProgram Original { get => field ?? this; init; }

    /// <summary>Reads a program. Storages are slices of the file; code is parsed on first access.</summary>
    /// <param name="file">The whole file. It must not change while the program is in use.</param>
    /// <exception cref="TorchScriptException">
    /// The file is damaged, hostile, or not a TorchScript program (<c>MPR10xx</c> to <c>MPR12xx</c>).
    /// </exception>
    public static ScriptProgram Read(ReadOnlyMemory<byte> file)
    {
        var archive = TorchArchive.Read(file);
        var code = CodeLibrary.Read(archive.Entries.Select(e => (e.Name, e.Data)));
        if (archive.Find(OldRootEntry) is not null && archive.Find(RootEntry) is null)
        {
            throw ProgramFault.OldFormat(OldRootEntry);
        }

        if (archive.Find(RootEntry) is not { } data || code.Files.IsEmpty)
        {
            var missing = archive.Find(RootEntry) is null ? RootEntry : "code";
            throw ProgramFault.NotTorchScript($"The archive has no {missing}, expected data.pkl and code as torch.jit.save writes them.");
        }

        if (archive.Find("byteorder") is { } order && !order.Data.Span.SequenceEqual("little"u8))
        {
            throw ProgramFault.BigEndian(Encoding.UTF8.GetString(order.Data.Span[..Math.Min(order.Data.Length, 16)]));
        }

        var value = PickleReader.Read(data.Data, RootEntry);
        if (value is not PickleObject root)
        {
            throw ProgramFault.Root(RootEntry, $"Found {value.GetType().Name} at the root, expected a module object.");
        }

        var constants = ReadConstants(archive);
        CheckTensors(archive, [root], DataFolder);
        CheckTensors(archive, constants, ConstantsFolder);
        return new ScriptProgram(archive, root, code, constants);
    }

    /// <summary>The program with another root or other code.</summary>
    public ScriptProgram With(PickleObject root, CodeLibrary code) => new(Archive, root, code, Constants) { Original = Original };

    /// <summary>The modules of the program, parents first. Each object is listed once, under its first path.</summary>
    /// <exception cref="TorchScriptException">The code is malformed (<c>MPR13xx</c>) or lacks a class (<c>MPR1206</c>).</exception>
    public ImmutableArray<ModuleInstance> Modules() => _tree.Under(Root);

    /// <summary>The number of elements of all parameters under a module. A shared tensor counts once.</summary>
    public long CountParameters(PickleObject module) => _tree.CountParameters(module);

    /// <summary>The bytes that the storages of all tensors under a module take in the archive. A shared storage counts once.</summary>
    public long CountBytes(PickleObject module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.DescendantsAndSelf()
            .Select(StorageReference.Of)
            .OfType<StorageReference>()
            .Select(storage => storage.Key)
            .Distinct(StringComparer.Ordinal)
            .Sum(key => Archive.Find(DataFolder + key) is { } entry ? (long)(entry.Raw?.Packed ?? entry.Data).Length : 0);
    }

    /// <summary>A tensor's elements in row-major order, little-endian.</summary>
    public byte[] TensorBytes(TensorInfo tensor) => StridedView.Gather(tensor, Storage(tensor).Span);

    /// <summary>The program with other values in some tensors. Tensors that share a storage with them change, too.</summary>
    /// <param name="values">Tensors and their elements in row-major order, little-endian, as many as before.</param>
    public ScriptProgram WithTensorData(IEnumerable<KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>> values)
    {
        var storages = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (tensor, elements) in values)
        {
            var (count, size) = (tensor.ElementCount, tensor.Type.Size());
            if (elements.Length != count * size)
            {
                throw new ArgumentException($"{elements.Length} bytes for {count} elements of {size} bytes.", nameof(values));
            }

            var entry = DataFolder + tensor.StorageKey;
            var storage = (storages.TryGetValue(entry, out var changed) ? changed : Storage(tensor)).ToArray();
            StridedView.Scatter(tensor, elements.Span, storage);
            storages[entry] = storage;
        }

        return new ScriptProgram(Archive.With(storages, []), Root, Code, Constants) { Original = Original };
    }

    /// <summary>The program with a new tensor in its own storage. An object must hold the tensor; otherwise it is not written.</summary>
    public (ScriptProgram Program, PickleValue Tensor) WithNewTensor(NewTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var count = tensor.Sizes.Aggregate(1L, (product, size) => product * size);
        if (tensor.Memory.Length != count * tensor.Type.Size())
        {
            throw new ArgumentException(
                $"{tensor.Memory.Length} bytes for {count} elements of {tensor.Type.Size()} bytes.", nameof(tensor));
        }

        var key = 0;
        while (Archive.Find(DataFolder + key.ToString(CultureInfo.InvariantCulture)) is not null)
        {
            key++;
        }

        var name = key.ToString(CultureInfo.InvariantCulture);
        var archive = Archive.With([KeyValuePair.Create(DataFolder + name, tensor.Memory)], []);
        var program = new ScriptProgram(archive, Root, Code, Constants) { Original = Original };
        return (program, TensorValue.Make(name, tensor));
    }

    /// <summary>The program with other tensors, which may have other shapes, wherever objects hold the given ones.</summary>
    /// <param name="replacements">The new tensors by those that they replace.</param>
    public ScriptProgram WithTensors(IReadOnlyDictionary<TensorInfo, NewTensor> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        var program = this;
        var made = new Dictionary<TensorInfo, PickleValue>();
        foreach (var (old, tensor) in replacements)
        {
            (program, made[old]) = program.WithNewTensor(tensor);
        }

        var rewriter = new PickleRewriter(value => TensorInfo.Of(value) is { } tensor ? made.GetValueOrDefault(tensor) : null);
        return program.With((PickleObject)rewriter.Rewrite(program.Root), Code);
    }

    /// <summary>
    /// The program with new tensors. Those of one element type share a storage, so that many small ones take few bytes. Objects must hold
    /// the tensors; otherwise they are not written.
    /// </summary>
    public (ScriptProgram Program, ImmutableArray<PickleValue> Tensors) WithSharedStorages(IReadOnlyList<NewTensor> tensors)
    {
        var next = Archive.Entries.Select(e => e.Name).Where(name => name.StartsWith(DataFolder, StringComparison.Ordinal))
            .Select(name => int.TryParse(name.AsSpan(DataFolder.Length), CultureInfo.InvariantCulture, out var key) ? key + 1 : 0)
            .DefaultIfEmpty(0)
            .Max();
        var builder = new SharedStorages(next);
        foreach (var tensor in tensors)
        {
            builder.Add(tensor);
        }

        var storages = builder.Storages.Select(s => KeyValuePair.Create(DataFolder + s.Key, s.Value));
        var program = new ScriptProgram(Archive.With(storages, []), Root, Code, Constants) { Original = Original };
        return (program, [.. builder.Tensors()]);
    }

    /// <summary>
    /// The elements in the order in which they are in memory, little-endian; null if they do not follow each other there.
    /// </summary>
    public ReadOnlyMemory<byte>? MemoryOf(TensorInfo tensor)
    {
        var size = tensor.Type.Size();
        return tensor.IsDense ? Storage(tensor).Slice((int)tensor.Offset * size, (int)tensor.ElementCount * size) : null;
    }

    /// <summary>Writes the program to an array. A program that was only read is written byte for byte as it was.</summary>
    public byte[] Write() => ToArchive().Write();

    /// <summary>Writes the program to a stream, without copying any storage.</summary>
    public void Write(Stream stream) => ToArchive().Write(stream);

    /// <summary>
    /// Writes the program in as few bytes as possible: compressed where that is smaller, and without the records that lead from code to the
    /// Python source that it was made from.
    /// </summary>
    public byte[] WriteCompact()
    {
        var archive = Programs.DerivedEntries.RemovedFrom(ProgramLayout.Of(this, Original));
        var debug = archive.Entries.Select(e => e.Name).Where(name => name.EndsWith(ProgramLayout.DebugSuffix, StringComparison.Ordinal));
        return archive.With([], debug).WriteCompact();
    }

    private TorchArchive ToArchive()
    {
        var isEdited = !ReferenceEquals(Root, Original.Root) || !ReferenceEquals(Code, Original.Code);
        var archive = isEdited ? ProgramLayout.Of(this, Original) : Archive;
        return ReferenceEquals(archive, Original.Archive) ? archive : Programs.DerivedEntries.RemovedFrom(archive);
    }

    private ReadOnlyMemory<byte> Storage(TensorInfo tensor) => Archive.Find(DataFolder + tensor.StorageKey)?.Data ?? default;

    private static ImmutableArray<PickleValue> ReadConstants(TorchArchive archive)
    {
        if (archive.Find(ConstantsEntry) is not { } entry)
        {
            return [];
        }

        return PickleReader.Read(entry.Data, ConstantsEntry) is PickleTuple constants
            ? constants.Items
            : throw ProgramFault.Root(ConstantsEntry, "Found a value that is not a tuple, expected the tuple of constants.");
    }

    /// <summary>Checks that every storage exists and is long enough, and that every tensor is within its storage.</summary>
    private static void CheckTensors(TorchArchive archive, IEnumerable<PickleValue> roots, string folder)
    {
        foreach (var value in new PickleTuple([.. roots]).DescendantsAndSelf())
        {
            if (value is PicklePersistentId)
            {
                var storage = StorageReference.Of(value)
                    ?? throw ProgramFault.Tensor("Found an unknown form of persistent id, expected ('storage', type, key, device, count).");
                CheckStorage(archive, folder, storage);
            }

            TensorInfo.Of(value);
        }
    }

    private static void CheckStorage(TorchArchive archive, string folder, StorageReference storage)
    {
        var name = folder + storage.Key;
        var entry = archive.Find(name);
        if (entry is null && storage.ElementCount > 0)
        {
            throw ProgramFault.Storage(name, "The storage is missing, expected it in the archive.");
        }

        var (count, size, length) = (storage.ElementCount, storage.Type.Size(), (long)(entry?.Data.Length ?? 0));
        if (length / size < count)
        {
            throw ProgramFault.Storage(name, $"The storage has {length} bytes, expected {count} elements of {size}.");
        }
    }
}
