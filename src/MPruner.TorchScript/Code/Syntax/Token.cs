namespace MPruner.TorchScript.Code.Syntax;

/// <summary>The kinds of tokens.</summary>
public enum TokenKind
{
    /// <summary>An identifier or a keyword; keywords differ only by their text.</summary>
    Name,

    /// <summary>An integer or floating-point literal as written.</summary>
    Number,

    /// <summary>A string literal, with quotes and escapes as written.</summary>
    String,

    /// <summary>An operator or a punctuation mark.</summary>
    Punctuation,

    /// <summary>The end of a logical line.</summary>
    NewLine,

    /// <summary>The end of the file; its leading text is whatever follows the last line.</summary>
    EndOfFile,
}

/// <summary>A token with all text between it and the token before, so that printing every token gives the source again.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Leading">White space, comments and blank lines before the token.</param>
/// <param name="Text">The token itself, exactly as written.</param>
public sealed record Token(TokenKind Kind, string Leading, string Text)
{
    /// <summary>Whether this is the given keyword, operator or punctuation mark.</summary>
    public bool Is(string text) => Kind is TokenKind.Name or TokenKind.Punctuation && Text == text;

    /// <summary>A new name.</summary>
    public static Token Identifier(string text, string leading = "") => new(TokenKind.Name, leading, text);
}
