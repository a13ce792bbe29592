using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>How small the result has to be.</summary>
/// <param name="Parameters">The most parameters; null = any number.</param>
/// <param name="Bytes">The most bytes; null = any number.</param>
internal sealed record SizeBudget(long? Parameters, long? Bytes)
{
    /// <summary>Whether anything is asked for.</summary>
    public bool IsSet => Parameters is not null || Bytes is not null;

    /// <summary>Whether a candidate is small enough.</summary>
    public bool IsMet(Candidate candidate) =>
        !(candidate.Model.CountParameters(candidate) > Parameters) && (Bytes is null || candidate.Model.Write(candidate).Length <= Bytes);
}
