using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>The maximum size of the result.</summary>
/// <param name="Parameters">The maximum number of parameters; null for no limit.</param>
/// <param name="Bytes">The maximum number of bytes of the file that is shipped; null for no limit.</param>
/// <param name="Stored">How that file stores the weights; null for 32-bit floating-point numbers.</param>
internal sealed record SizeBudget(long? Parameters, long? Bytes, StoredWeights? Stored)
{
    /// <summary>Whether there is a limit.</summary>
    public bool IsSet => Parameters is not null || Bytes is not null;

    /// <summary>Whether a candidate is within the budget.</summary>
    public bool IsMet(Candidate candidate) =>
        !(candidate.Model.CountParameters(candidate) > Parameters)
        && (Bytes is null || candidate.Model.Write(candidate with { Stored = Stored }).Length <= Bytes);
}
