using System.Text;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Printing;

/// <summary>Writes a tree as source. For a parsed file the result is exactly the text that was parsed.</summary>
public static class CodePrinter
{
    /// <summary>The source of a node, with the leading text of its first token.</summary>
    public static string Print(SyntaxNode node)
    {
        var text = new StringBuilder();
        foreach (var token in node.Tokens())
        {
            text.Append(token.Leading).Append(token.Text);
        }

        return text.ToString();
    }
}
