using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code;

/// <summary>
/// A copy of a class under a name of its own. Modules of a scripted model share a class when their attributes have the same types,
/// so whoever edits one instance first gives it a clone.
/// </summary>
public static class ClassClone
{
    /// <summary>The class under another qualified name: its own name, and every place of its code that names it (receivers, types, objects made of it).</summary>
    /// <param name="definition">The class.</param>
    /// <param name="oldQualified">Its qualified name now.</param>
    /// <param name="newQualified">The qualified name of the copy, for example from <see cref="QualifiedName.Mangle"/>.</param>
    public static ClassDefinition Renamed(ClassDefinition definition, string oldQualified, string newQualified)
    {
        var renamed = new Renaming(oldQualified, newQualified).Rewrite(definition);
        var name = renamed.Name with { Text = QualifiedName.Split(newQualified).Name };
        return new ClassDefinition(renamed.Keyword, name, renamed.Open, renamed.Bases, renamed.Close, renamed.Colon, renamed.NewLine, renamed.Body);
    }

    private sealed class Renaming(string oldQualified, string newQualified) : SyntaxRewriter
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
