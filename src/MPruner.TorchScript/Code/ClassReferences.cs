using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code;

/// <summary>The places where code names a class: types of attributes, receivers, parameters and results, and new objects.</summary>
public static class ClassReferences
{
    /// <summary>The code with references to a class replaced; the same object if there are none.</summary>
    /// <param name="node">Any code. The name in a class definition is not a reference.</param>
    /// <param name="oldQualified">
    /// The qualified name to replace, also where a member follows it (<c>a.B.__new__</c>). Other names with the same beginning are kept.
    /// </param>
    /// <param name="newQualified">The new qualified name.</param>
    public static T Replaced<T>(T node, string oldQualified, string newQualified)
        where T : SyntaxNode => new Replacing(oldQualified, newQualified).Rewrite(node);

    private sealed class Replacing(string oldQualified, string newQualified) : SyntaxRewriter
    {
        protected override Expression VisitAttribute(AttributeExpression node)
        {
            var name = DottedName.Of(node);
            if (name == oldQualified)
            {
                return CodeParser.ParseExpression(newQualified);
            }

            // a.B.__new__ is a member of the class a.B, but a.B.c.D is a class of a module with the same name.
            var isOfAnotherModule = name?.StartsWith(oldQualified + ".", StringComparison.Ordinal) == true
                && name.IndexOf('.', oldQualified.Length + 1) >= 0;
            return isOfAnotherModule ? node : base.VisitAttribute(node);
        }
    }
}
