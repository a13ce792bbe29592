using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>One module object of a program.</summary>
/// <param name="Path">The first dotted path of the object, for example <c>layer1.0.conv1</c>; empty for the root.</param>
/// <param name="Object">The object.</param>
/// <param name="Class">Its class; instances of a scripted model may share one.</param>
/// <param name="Aliases">Other paths of the same object, in order. Modules under an alias are only listed under the first path.</param>
public sealed record ModuleInstance(string Path, PickleObject Object, ClassDefinition Class, ImmutableArray<string> Aliases)
{
    /// <summary>The name in the parent: the path's last part.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The class's qualified name.</summary>
    public string ClassName => Object.ClassName;
}
