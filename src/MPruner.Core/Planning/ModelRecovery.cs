using MPruner.Core.Recovery;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Planning;

/// <summary>Mends and trains candidates as the options ask.</summary>
/// <param name="Quick">Mends the seams that are not mended yet, on a part of the calibration data, by the fit that leaves the smaller error at the seam.</param>
/// <param name="Mend">Mends all seams anew on all of the calibration data, each in the way that is best for the model's outputs; null where nothing is mended.</param>
/// <param name="Train">Trains; null where no training is asked for.</param>
internal sealed record ModelRecovery(Func<Candidate, Candidate> Quick, Func<Candidate, Candidate>? Mend, Func<Candidate, ScriptProgram>? Train)
{
    /// <summary>The candidate's program, recovered in full.</summary>
    public ScriptProgram Recover(Candidate candidate)
    {
        var mended = Mend is null ? candidate : Mend(candidate);
        return Train is null ? mended.ToProgram() : Train(mended);
    }
}
