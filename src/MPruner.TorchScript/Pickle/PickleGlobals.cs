using System.Collections.Frozen;

namespace MPruner.TorchScript.Pickle;

/// <summary>The globals that a TorchScript pickle may refer to.</summary>
internal static class PickleGlobals
{
    private static readonly FrozenSet<string> Allowed = ((IEnumerable<string>)
    [
        "collections.OrderedDict",
        "builtins.complex",
        "__builtin__.complex",
        "torch.device",
        "torch.per_tensor_affine",
        "torch.per_tensor_symmetric",
        "torch.per_channel_affine",
        "torch.per_channel_symmetric",
        "torch.per_channel_affine_float_qparams",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_qtensor",
        "torch._utils._rebuild_sparse_tensor",
        "torch._utils._rebuild_parameter",
        "torch.jit._pickle.build_intlist",
        "torch.jit._pickle.build_doublelist",
        "torch.jit._pickle.build_boollist",
        "torch.jit._pickle.build_tensorlist",
        "torch.jit._pickle.build_tensor_from_id",
        "torch.jit._pickle.restore_type_tag",
    ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a global is a class of the model, the name of a storage, or on a fixed list. None is ever executed.</summary>
    public static bool Allows(string module, string name) =>
        module == "__torch__"
        || module.StartsWith("__torch__.", StringComparison.Ordinal)
        || (module == "torch" && name.EndsWith("Storage", StringComparison.Ordinal))
        || Allowed.Contains($"{module}.{name}");
}
