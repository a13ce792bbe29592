using System.Globalization;
using System.Text;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>A source text cut into tokens, with what is needed to say where something is wrong.</summary>
/// <param name="Text">The source.</param>
/// <param name="Entry">The archive entry it came from; empty for text of our own.</param>
/// <param name="Tokens">The tokens; the last one is the end of the file.</param>
/// <param name="Offsets">Where each token's text starts, in characters of the source.</param>
internal sealed record LexedSource(string Text, string Entry, List<Token> Tokens, List<int> Offsets)
{
    /// <summary>The error for something at a character of a source.</summary>
    public static TorchScriptException Error(string code, string text, string entry, int offset, string finding, string advice)
    {
        var before = text.AsSpan(0, offset);
        var line = before.Count('\n') + 1;
        var column = offset - before.LastIndexOf('\n');
        var place = string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {finding}.");
        return new TorchScriptException(code, entry, Encoding.UTF8.GetByteCount(before), place, advice);
    }
}
