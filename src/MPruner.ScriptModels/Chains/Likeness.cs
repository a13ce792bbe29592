using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Chains;

/// <summary>Whether modules are built alike: the same submodules with tensors of the same shapes.</summary>
internal static class Likeness
{
    /// <summary>Whether two blocks that follow each other are alike, as those of a stage are, and the stages themselves, which change the shape, are not.</summary>
    public static bool HasLikeNeighbours(ScriptChain chain) => LikeNeighbours(chain).Any();

    /// <summary>Whether two such blocks stand in one block of an outer chain.</summary>
    public static bool HasLikeNeighbours(ScriptChain chain, ScriptChain outer) =>
        LikeNeighbours(chain).Any(pair => outer.Blocks.Any(o => pair.First.IsWithin(o) && pair.Second.IsWithin(o)));

    private static IEnumerable<(ScriptBlock First, ScriptBlock Second)> LikeNeighbours(ScriptChain chain) =>
        chain.Blocks.Zip(chain.Blocks.Skip(1)).Where(pair => Structure(pair.First.Module) == Structure(pair.Second.Module));

    private static string Structure(PickleObject module) => string.Join(',', module.Attributes.Select(a => a.Key + Structure(a.Value)));

    private static string Structure(PickleValue value) => value is PickleObject module
        ? $":{QualifiedName.Demangle(module.ClassName)}({Structure(module)})"
        : TensorInfo.Of(value) is { } tensor ? $"[{string.Join(' ', tensor.Sizes)}]" : "";
}
