using MPruner.Core.Recovery;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Planning;

/// <summary>How small the result has to be.</summary>
/// <param name="Parameters">The most parameters; null = any number.</param>
/// <param name="Bytes">The most bytes; null = any number.</param>
internal sealed record SizeBudget(long? Parameters, long? Bytes)
{
    /// <summary>Whether anything is asked for.</summary>
    public bool IsSet => Parameters is not null || Bytes is not null;

    /// <summary>Whether a candidate is small enough.</summary>
    public bool IsMet(Candidate candidate) => IsMet(candidate.ToProgram());

    /// <summary>Whether a program is small enough.</summary>
    public bool IsMet(ScriptProgram program) => !(program.ParameterCount > Parameters) && (Bytes is null || program.Write().Length <= Bytes);
}
