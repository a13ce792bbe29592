using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code;

/// <summary>
/// A copy of a class under a name of its own. Modules of a scripted model share a class when their attributes have the same types,
/// so whoever edits one instance first gives it a clone.
/// </summary>
public static class ClassClone
{
    /// <summary>The class under another qualified name: its own name, and every place of its code that names it.</summary>
    /// <param name="definition">The class.</param>
    /// <param name="oldQualified">Its qualified name now.</param>
    /// <param name="newQualified">The qualified name of the copy, for example from <see cref="QualifiedName.Mangle"/>.</param>
    public static ClassDefinition Renamed(ClassDefinition definition, string oldQualified, string newQualified)
    {
        var renamed = ClassReferences.Replaced(definition, oldQualified, newQualified);
        var name = renamed.Name with { Text = QualifiedName.Split(newQualified).Name };
        return new ClassDefinition(
            renamed.Keyword, name, renamed.Open, renamed.Bases, renamed.Close, renamed.Colon, renamed.NewLine, renamed.Body);
    }
}
