using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Chains;

/// <summary>Compares the structure of modules: it is equal if they have the same submodules with tensors of the same shapes.</summary>
internal static class ModuleStructure
{
    /// <summary>
    /// Whether two consecutive blocks have equal structure. The blocks of a stage do; the stages themselves do not, because they change the
    /// shape.
    /// </summary>
    public static bool HasEqualNeighbours(ScriptChain chain) => EqualNeighbours(chain).Any();

    /// <summary>Whether two such blocks are inside one block of an outer chain.</summary>
    public static bool HasEqualNeighbours(ScriptChain chain, ScriptChain outer) =>
        EqualNeighbours(chain).Any(pair => outer.Blocks.Any(o => pair.First.IsWithin(o) && pair.Second.IsWithin(o)));

    private static IEnumerable<(ScriptBlock First, ScriptBlock Second)> EqualNeighbours(ScriptChain chain) =>
        chain.Blocks.Zip(chain.Blocks.Skip(1)).Where(pair => Describe(pair.First.Module) == Describe(pair.Second.Module));

    private static string Describe(PickleObject module) => string.Join(',', module.Attributes.Select(a => a.Key + Describe(a.Value)));

    private static string Describe(PickleValue value)
    {
        if (value is PickleObject module)
        {
            return $":{QualifiedName.Demangle(module.ClassName)}({Describe(module)})";
        }

        return TensorInfo.Of(value) is { } tensor ? $"[{string.Join(' ', tensor.Sizes)}]" : "";
    }
}
