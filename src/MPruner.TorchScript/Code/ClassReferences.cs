using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code;

/// <summary>The places where code names a class: types of attributes, receivers, parameters and results, objects made of it.</summary>
public static class ClassReferences
{
    /// <summary>The code with another class named in each of those places; the same object where there is none.</summary>
    /// <param name="node">Any code; a class's own name is no reference to it.</param>
    /// <param name="oldQualified">
    /// The qualified name to replace, also where a member follows it (<c>a.B.__new__</c>). Other names with the same beginning are kept.
    /// </param>
    /// <param name="newQualified">The qualified name to put there.</param>
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

            // a.B.__new__ is a member of the class a.B, but a.B.c.D is a class of a module that happens to be named like it.
            var isOfAnotherModule = name?.StartsWith(oldQualified + ".", StringComparison.Ordinal) == true
                && name.IndexOf('.', oldQualified.Length + 1) >= 0;
            return isOfAnotherModule ? node : base.VisitAttribute(node);
        }
    }
}
