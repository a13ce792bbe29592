using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>Runs models of one format. The adapter behind it owns every tensor; only plain arrays cross.</summary>
public interface IModelBench
{
    /// <summary>Loads a file to run it whole.</summary>
    /// <exception cref="EngineRefusedException">The engine cannot load the file.</exception>
    IRunningModel Run(ReadOnlyMemory<byte> file);

    /// <summary>Loads a model so that it records what its blocks read and write.</summary>
    /// <param name="model">The model; its blocks count through all chains.</param>
    /// <param name="inputs">The number of arguments that are passed.</param>
    /// <param name="standardised">Whether each Gram record holds the standardised matrix, too.</param>
    IBlockRecorder Record(IPrunableModel model, int inputs, bool standardised);

    /// <summary>Loads candidates so that what they share with a model runs once a batch, and each of them only from its own seam on.</summary>
    /// <param name="model">The candidate that they are made from.</param>
    /// <param name="trials">The same with one more block removed each.</param>
    /// <param name="probe">A few examples. Sharing must be exact to the last bit on them; a trial for which it is not runs whole.</param>
    /// <returns>Null where nothing can be shared.</returns>
    ITrialRun? RunTrials(Candidate model, IReadOnlyList<Candidate> trials, ImmutableArray<NumericArray> probe);

    /// <summary>Opens a seam to fit what repairs it.</summary>
    /// <param name="candidate">The candidate, repaired up to the seam.</param>
    /// <param name="seam">The seam; an empty one refits a block that remains.</param>
    /// <param name="inputs">The number of arguments that are passed.</param>
    /// <returns>Null where the code shows no way to look at the seam.</returns>
    ISeamBench? OpenSeam(Candidate candidate, Seam seam, int inputs);

    /// <summary>Trains a candidate with AdamW and returns the values of its best epoch.</summary>
    /// <exception cref="PrunerException"><c>MPR2401</c>: there is no output to learn from; <c>MPR3007</c>: weights of half precision.</exception>
    /// <exception cref="EngineRefusedException"><c>MPR3008</c>: the engine refused a step.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; nothing of it remains.</exception>
    TrainingOutcome Train(Candidate candidate, TrainingPlan plan, IProgressSink progress, CancellationToken cancel);

    /// <summary>Estimates the running statistics of normalisation layers again: forward passes in training mode, without gradients.</summary>
    /// <returns>The buffers that changed; none where the model has no such layer or keeps the mode that it was saved in.</returns>
    /// <exception cref="EngineRefusedException"><c>MPR3008</c>: the engine refused a pass.</exception>
    ImmutableArray<NamedArray> ReestimateStatistics(Candidate candidate, StatisticsPlan plan, IProgressSink progress, CancellationToken cancel);
}

/// <summary>A loaded model.</summary>
public interface IRunningModel : IDisposable
{
    /// <summary>Runs it without recording gradients.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <returns>Every tensor of its result, in order.</returns>
    /// <exception cref="EngineRefusedException">The engine refused the inputs.</exception>
    ImmutableArray<NumericArray> Run(IReadOnlyList<NumericArray> inputs);
}

/// <summary>Candidates that run side by side.</summary>
public interface ITrialRun : IDisposable
{
    /// <summary>The first output of each candidate for a batch, in their order.</summary>
    /// <param name="inputs">The arguments in order.</param>
    IEnumerable<NumericArray> Run(ImmutableArray<NumericArray> inputs);
}
