using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Chains;

/// <summary>Whether modules are built alike: the same submodules with tensors of the same shapes.</summary>
internal static class Likeness
{
    /// <summary>Whether two blocks that follow each other are alike, as those of a stage are, and the stages themselves, which change the shape, are not.</summary>
    public static bool HasLikeNeighbours(BlockChain chain)
    {
        var structures = chain.Blocks.Select(b => Structure(b.Module)).ToList();
        return structures.Zip(structures.Skip(1)).Any(pair => pair.First == pair.Second);
    }

    private static string Structure(PickleObject module) => string.Join(',', module.Attributes.Select(a => a.Key + Structure(a.Value)));

    private static string Structure(PickleValue value) => value is PickleObject module
        ? $":{QualifiedName.Demangle(module.ClassName)}({Structure(module)})"
        : TensorInfo.Of(value) is { } tensor ? $"[{string.Join(' ', tensor.Sizes)}]" : "";
}
