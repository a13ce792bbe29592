namespace MPruner.Docs.Tests.Documents;

/// <summary>A fenced block of code.</summary>
/// <param name="Document">The document's path below the repository's root.</param>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Language">The word behind the fence; empty for none.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed record CodeBlock(string Document, int Line, string Language, string Text)
{
    /// <summary>What tests call it.</summary>
    public string Id => $"{Document}:{Line}";

    /// <inheritdoc/>
    public override string ToString() => Id;
}
