using System.Text;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code;

/// <summary>
/// One code file of an archive. It is parsed on first access, so that opening a program with thousands of classes is cheap.
/// </summary>
public sealed class CodeFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte>? _source;
    private readonly Lazy<SourceFile> _syntax;
    private readonly Lazy<Dictionary<string, Statement>> _definitions;

    /// <summary>A file as it was read from an archive.</summary>
    /// <param name="entryName">The entry below the archive's root, <c>code/__torch__/….py</c>.</param>
    /// <param name="source">Its bytes, UTF-8.</param>
    public CodeFile(string entryName, ReadOnlyMemory<byte> source)
        : this(entryName, new Lazy<SourceFile>(() => CodeParser.ParseFile(Decode(entryName, source), entryName))) => _source = source;

    /// <summary>A file that was edited or created.</summary>
    /// <param name="entryName">The entry below the archive's root, <c>code/__torch__/….py</c>.</param>
    /// <param name="syntax">Its tree.</param>
    public CodeFile(string entryName, SourceFile syntax)
        : this(entryName, new Lazy<SourceFile>(syntax))
    {
    }

    private CodeFile(string entryName, Lazy<SourceFile> syntax)
    {
        EntryName = entryName;
        _syntax = syntax;
        _definitions = new Lazy<Dictionary<string, Statement>>(ReadDefinitions);
    }

    /// <summary>The entry below the archive's root.</summary>
    public string EntryName { get; }

    /// <summary>The tree.</summary>
    /// <exception cref="TorchScriptException">MPR1301, MPR1302 or MPR1303: the file is not TorchScript source.</exception>
    public SourceFile Syntax => _syntax.Value;

    /// <summary>Whether the bytes are those that were read.</summary>
    public bool IsUnedited => _source is not null;

    /// <summary>The module that the file defines, such as <c>__torch__.torchvision.models.resnet</c>.</summary>
    public string Qualifier => QualifiedName.ModuleOf(EntryName) ?? "";

    /// <summary>The classes and functions by their unqualified names.</summary>
    /// <exception cref="TorchScriptException">MPR1301, MPR1302 or MPR1303: the file is not TorchScript source.</exception>
    public IReadOnlyDictionary<string, Statement> Definitions => _definitions.Value;

    /// <summary>The file's bytes: those that were read if it is unedited, otherwise the printed tree as UTF-8.</summary>
    public ReadOnlyMemory<byte> ToBytes() => _source ?? StrictUtf8.GetBytes(CodePrinter.Print(Syntax));

    /// <summary>The unqualified name of a class or function; null for any other statement.</summary>
    internal static string? DefinedName(Statement statement) => statement switch
    {
        ClassDefinition definition => definition.Name.Text,
        FunctionDefinition definition => definition.Name.Text,
        _ => null,
    };

    private static string Decode(string entryName, ReadOnlyMemory<byte> source)
    {
        try
        {
            return StrictUtf8.GetString(source.Span);
        }
        catch (DecoderFallbackException failure)
        {
            throw CodeFault.NotUtf8(entryName, failure.Index);
        }
    }

    private Dictionary<string, Statement> ReadDefinitions()
    {
        var definitions = new Dictionary<string, Statement>(StringComparer.Ordinal);
        foreach (var statement in Syntax.Statements)
        {
            if (DefinedName(statement) is { } name && !definitions.TryAdd(name, statement))
            {
                throw CodeFault.DefinedTwice(EntryName, name);
            }
        }

        return definitions;
    }
}
