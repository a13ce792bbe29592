using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>A source text split into tokens.</summary>
/// <param name="Text">The source.</param>
/// <param name="Entry">The archive entry that it comes from; empty for text that does not come from an archive.</param>
/// <param name="Tokens">The tokens; the last one is the end of the file.</param>
/// <param name="Offsets">Where each token's text starts, in characters of the source.</param>
internal sealed record LexedSource(string Text, string Entry, List<Token> Tokens, List<int> Offsets)
{
    /// <summary>The position of a character, for messages.</summary>
    public SourcePosition Position(int offset) => new(Text, Entry, offset);
}
