using System.Collections.Immutable;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code;

/// <summary>
/// The code of one archive: every class and function by its qualified name. Edits return a new library; unchanged files stay the same
/// objects.
/// </summary>
public sealed class CodeLibrary
{
    private readonly Dictionary<string, CodeFile> _filesByEntry;

    private CodeLibrary(ImmutableArray<CodeFile> files)
    {
        Files = files;
        _filesByEntry = new Dictionary<string, CodeFile>(files.Length, StringComparer.Ordinal);
        foreach (var file in files)
        {
            // Archives with duplicate entries are refused when they are read.
            _filesByEntry[file.EntryName] = file;
        }
    }

    /// <summary>The files in their original order, new ones last.</summary>
    public ImmutableArray<CodeFile> Files { get; }

    /// <summary>The library of some files. They are parsed later, on first access.</summary>
    /// <param name="files">Entry names below the archive's root and their bytes. Entries other than <c>code/….py</c> are ignored.</param>
    public static CodeLibrary Read(IEnumerable<(string EntryName, ReadOnlyMemory<byte> Source)> files) =>
        new([.. files.Where(f => QualifiedName.ModuleOf(f.EntryName) is not null).Select(f => new CodeFile(f.EntryName, f.Source))]);

    /// <summary>The class with this qualified name; null if there is none (for example, a class built into PyTorch).</summary>
    public ClassDefinition? FindClass(string qualifiedName) => Find(qualifiedName) as ClassDefinition;

    /// <summary>The free function with this qualified name; null if there is none.</summary>
    public FunctionDefinition? FindFunction(string qualifiedName) => Find(qualifiedName) as FunctionDefinition;

    /// <summary>The library with a class replaced in place, or added to the end of its file, which is created if necessary.</summary>
    /// <param name="qualifiedName">The qualified name of the class; its last part must be the name in the definition.</param>
    /// <param name="definition">The class; its leading text is kept.</param>
    public CodeLibrary WithClass(string qualifiedName, ClassDefinition definition)
    {
        var (qualifier, name) = QualifiedName.Split(qualifiedName);
        if (definition.Name.Text != name)
        {
            throw new ArgumentException($"The class is named {definition.Name.Text}, not {name}.", nameof(definition));
        }

        var entry = QualifiedName.EntryOf(qualifier);
        if (!_filesByEntry.TryGetValue(entry, out var file))
        {
            var made = new SourceFile([definition], new Token(TokenKind.EndOfFile, "", ""));
            return new CodeLibrary(Files.Add(new CodeFile(entry, made)));
        }

        var edited = file.Definitions.TryGetValue(name, out var old)
            ? file.Syntax.Statements.Replace(old, definition)
            : LineEnd.Complete(file.Syntax.Statements).Add(definition);
        return With(file, new CodeFile(entry, new SourceFile(edited, file.Syntax.EndOfFile)));
    }

    /// <summary>The library with a file of new code.</summary>
    /// <param name="qualifier">The module that the file defines; the library has none of this name.</param>
    /// <param name="source">The code.</param>
    public CodeLibrary WithFile(string qualifier, string source)
    {
        var entry = QualifiedName.EntryOf(qualifier);
        return new CodeLibrary(Files.Add(new CodeFile(entry, CodeParser.ParseFile(source, entry))));
    }

    /// <summary>The library without some classes and functions. Files that become empty are removed.</summary>
    /// <param name="qualifiedNames">The names to remove; unknown names are ignored.</param>
    public CodeLibrary Without(IEnumerable<string> qualifiedNames)
    {
        var byEntry = qualifiedNames.Select(QualifiedName.Split)
            .ToLookup(n => QualifiedName.EntryOf(n.Qualifier), n => n.Name, StringComparer.Ordinal);
        var files = ImmutableArray.CreateBuilder<CodeFile>(Files.Length);
        foreach (var file in Files)
        {
            var gone = byEntry[file.EntryName].Where(file.Definitions.ContainsKey).ToHashSet(StringComparer.Ordinal);
            if (gone.Count == 0)
            {
                files.Add(file);
            }
            else if (gone.Count < file.Definitions.Count)
            {
                var kept = file.Syntax.Statements.RemoveAll(s => CodeFile.DefinedName(s) is { } name && gone.Contains(name));
                files.Add(new CodeFile(file.EntryName, new SourceFile(kept, file.Syntax.EndOfFile)));
            }
        }

        return new CodeLibrary(files.ToImmutable());
    }

    /// <summary>
    /// The qualified names of the classes and functions of this library that a definition refers to: types of attributes, parameters and
    /// results, functions that are called or passed, classes of new objects. Each is listed once, in order of appearance. A class refers
    /// to itself as its methods' receiver.
    /// </summary>
    public IEnumerable<string> ReferencedNames(Statement definition)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dotted in DottedName.In(definition))
        {
            if (LongestDefined(dotted) is { } name && seen.Add(name))
            {
                yield return name;
            }
        }
    }

    /// <summary>A number that no mangled name uses, for the name of a class clone: one above the highest.</summary>
    /// <seealso cref="QualifiedName.Mangle"/>
    public int NextMangle()
    {
        var next = 0;
        foreach (var file in Files)
        {
            var name = file.EntryName.AsSpan(0, file.EntryName.Length - ".py".Length);
            foreach (var range in name.Split('/'))
            {
                next = QualifiedName.MangleNumber(name[range]) is { } used ? Math.Max(next, used + 1) : next;
            }
        }

        return next;
    }

    private Statement? Find(string qualifiedName)
    {
        var (qualifier, name) = QualifiedName.Split(qualifiedName);
        var file = _filesByEntry.GetValueOrDefault(QualifiedName.EntryOf(qualifier));
        return file?.Definitions.GetValueOrDefault(name);
    }

    /// <summary>The longest defined prefix of a dotted name: <c>__torch__.a.Color</c> for <c>__torch__.a.Color.RED</c>.</summary>
    private string? LongestDefined(string dotted)
    {
        for (var end = dotted.Length; end > 0; end = dotted.LastIndexOf('.', end - 1))
        {
            if (Find(dotted[..end]) is not null)
            {
                return dotted[..end];
            }
        }

        return null;
    }

    private CodeLibrary With(CodeFile old, CodeFile edited) => new(Files.Replace(old, edited));
}
