using MPruner.Core;

namespace MPruner.ScriptModels.Storage;

/// <summary>What can be wrong with stored tensors.</summary>
internal static class StorageFault
{
    /// <summary>The state and the tensors do not belong together.</summary>
    public static PrunerException DoesNotFit(string finding) => new(
        "MPR2331", $"The weights that the file stores do not fit the code that unpacks them. {finding} Prune the original again.");
}
