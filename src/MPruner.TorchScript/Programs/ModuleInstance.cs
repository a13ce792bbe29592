using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>One module object of a program.</summary>
/// <param name="Path">The dotted path of its first place, for example <c>layer1.0.conv1</c>; empty for the root.</param>
/// <param name="Object">The object.</param>
/// <param name="Class">Its class; instances of a scripted model may share one.</param>
/// <param name="Aliases">Other places of the same object, in order. What lies under an alias is listed under the first path only.</param>
public sealed record ModuleInstance(string Path, PickleObject Object, ClassDefinition Class, ImmutableArray<string> Aliases)
{
    /// <summary>The name in the parent: the path's last part.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The class's qualified name.</summary>
    public string ClassName => Object.ClassName;
}
