using System.Globalization;
using System.Text;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>A character of a source text.</summary>
/// <param name="Text">The source.</param>
/// <param name="Entry">The archive entry that it comes from; empty for text that does not come from an archive.</param>
/// <param name="Offset">The character's index.</param>
internal readonly record struct SourcePosition(string Text, string Entry, int Offset)
{
    /// <summary>The position in the archive entry, which counts UTF-8 bytes.</summary>
    public ArchiveLocation ToLocation() => new(Entry, Encoding.UTF8.GetByteCount(Before));

    /// <summary>Line and column, both counted from 1.</summary>
    public override string ToString()
    {
        var line = Before.Count('\n') + 1;
        var column = Offset - Before.LastIndexOf('\n');
        return string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}");
    }

    private ReadOnlySpan<char> Before => Text.AsSpan(0, Offset);
}
