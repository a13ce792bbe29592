using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code;

/// <summary>
/// A copy of a class under a new name. Modules of a scripted model share a class if their attributes have the same types, so an edit of
/// one instance needs a clone of the class.
/// </summary>
public static class ClassClone
{
    /// <summary>The class under another qualified name: its definition and all references in its own code are renamed.</summary>
    /// <param name="definition">The class.</param>
    /// <param name="oldQualified">The current qualified name.</param>
    /// <param name="newQualified">The qualified name of the copy, for example from <see cref="QualifiedName.Mangle"/>.</param>
    public static ClassDefinition Renamed(ClassDefinition definition, string oldQualified, string newQualified)
    {
        var renamed = ClassReferences.Replaced(definition, oldQualified, newQualified);
        var name = renamed.Name with { Text = QualifiedName.Split(newQualified).Name };
        return new ClassDefinition(
            renamed.Keyword, name, renamed.Open, renamed.Bases, renamed.Close, renamed.Colon, renamed.NewLine, renamed.Body);
    }
}
