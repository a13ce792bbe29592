using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>Runs models of one format. The implementation owns all tensors; only plain arrays cross this interface.</summary>
public interface IModelBench
{
    /// <summary>Loads a file to run the whole model.</summary>
    /// <exception cref="EngineRefusedException">The engine cannot load the file.</exception>
    IRunningModel Run(ReadOnlyMemory<byte> file);

    /// <summary>Loads a model so that it records the inputs and outputs of its blocks.</summary>
    /// <param name="model">The model. Its blocks are numbered across all chains.</param>
    /// <param name="inputs">The number of arguments that are passed.</param>
    /// <param name="standardised">Whether the standardised Gram matrices are recorded, too.</param>
    IBlockRecorder Record(IPrunableModel model, int inputs, bool standardised);

    /// <summary>
    /// Loads trials so that the part that they share with the current model, up to the first block in which they differ, runs once per
    /// batch; each trial then runs only from there on.
    /// </summary>
    /// <param name="model">The current model.</param>
    /// <param name="trials">The trials: the same with one block removed, or with one inner dimension narrowed.</param>
    /// <param name="probe">A few examples on which sharing is checked. A trial runs whole unless sharing is exact to the last bit.</param>
    /// <returns>Null if nothing can be shared.</returns>
    ITrialRun? RunTrials(Candidate model, IReadOnlyList<Candidate> trials, ImmutableArray<NumericArray> probe);

    /// <summary>Opens a seam in order to fit its repairs.</summary>
    /// <param name="candidate">The candidate, with all seams before this one repaired.</param>
    /// <param name="seam">The seam; an empty one refits a remaining block.</param>
    /// <param name="inputs">The number of arguments that are passed.</param>
    /// <returns>Null if the model's code does not allow reading the stream at the seam.</returns>
    ISeamBench? OpenSeam(Candidate candidate, Seam seam, int inputs);

    /// <summary>Loads a model so that it sums up what the reading layers of inner dimensions read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dimensions">Some of its inner dimensions.</param>
    /// <param name="inputs">The number of arguments that are passed.</param>
    IInputSums SumInputs(IPrunableModel model, IReadOnlyList<InnerDimension> dimensions, int inputs);

    /// <summary>
    /// How much a model's loss depends on its weights w: (w · ∂loss/∂w)² of each, averaged over batches. The loss is the cross-entropy of
    /// the most probable class, or the mean over the examples of the sum of all outputs, each with a sign by chance.
    /// </summary>
    /// <returns>For each parameter an array of its shape, by its name.</returns>
    /// <exception cref="EngineRefusedException"><c>MPR3008</c>: the engine refused a step.</exception>
    ImmutableArray<NamedArray> Sensitivities(IPrunableModel model, SensitivityPlan plan, IProgressSink progress, CancellationToken cancel);

    /// <summary>Trains a candidate with AdamW and returns the values of its best epoch.</summary>
    /// <exception cref="PrunerException">
    /// <c>MPR2401</c>: there is no output to learn from; <c>MPR3007</c>: the weights have half precision.
    /// </exception>
    /// <exception cref="EngineRefusedException"><c>MPR3008</c>: the engine refused a step.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; its results are discarded.</exception>
    TrainingOutcome Train(Candidate candidate, TrainingPlan plan, IProgressSink progress, CancellationToken cancel);

    /// <summary>
    /// Estimates the running statistics of normalisation layers again, by forward passes in training mode without gradients.
    /// </summary>
    /// <returns>
    /// The buffers that changed; empty if the model has no such layer, or if its mode cannot be changed, as in a traced model.
    /// </returns>
    /// <exception cref="EngineRefusedException"><c>MPR3008</c>: the engine refused a pass.</exception>
    ImmutableArray<NamedArray> ReestimateStatistics(
        Candidate candidate, StatisticsPlan plan, IProgressSink progress, CancellationToken cancel);
}

/// <summary>A loaded model.</summary>
public interface IRunningModel : IDisposable
{
    /// <summary>Runs the model without recording gradients.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <returns>All tensors of the result, in order.</returns>
    /// <exception cref="EngineRefusedException">The engine refused the inputs.</exception>
    ImmutableArray<NumericArray> Run(IReadOnlyList<NumericArray> inputs);
}

/// <summary>Candidates that run side by side.</summary>
public interface ITrialRun : IDisposable
{
    /// <summary>The first output tensor of each candidate for a batch, in the candidates' order.</summary>
    /// <param name="inputs">The arguments in order.</param>
    IEnumerable<NumericArray> Run(ImmutableArray<NumericArray> inputs);
}
