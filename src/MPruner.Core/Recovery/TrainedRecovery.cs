using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Chains;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Results;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>Trains a candidate: against the original's outputs (Distill), on labels (Finetune), or one after the other.</summary>
/// <param name="trainer">Trains.</param>
/// <param name="examples">Calibration data.</param>
/// <param name="imitation">Scores the model after each epoch of Distill without labels, so that the best one is kept: by its distance to the original, which wavers far less than its right answers.</param>
/// <param name="tune">The same after each epoch of Finetune, by what it loses in quality.</param>
/// <param name="options">Steps, epochs, what is frozen.</param>
internal sealed class TrainedRecovery(IModelTrainer trainer, BoundExamples examples, CandidateScorer imitation, CandidateScorer tune, PruningOptions options)
{
    private const int BatchSize = 32;

    /// <summary>AdamW's at its height. Of 1e-3 and 3e-3 the better one on the residual CNN of the samples (docs/results.md).</summary>
    private const double LearningRate = 3e-3;

    /// <summary>What the streams between the blocks count against the output. Of 1, 4, 16 and 64 the best one there.</summary>
    private const double BoundaryWeight = 16;

    /// <summary>Training ends after so many epochs without gain.</summary>
    private const int Patience = 4;

    /// <summary>Whether there is anything to do.</summary>
    public bool IsChosen => (options.Recovery & (RecoverySteps.Distill | RecoverySteps.Finetune)) != 0;

    /// <summary>The trained program.</summary>
    /// <exception cref="PrunerException"><c>MPR2402</c>: Finetune without labels.</exception>
    public ScriptProgram Train(Candidate candidate, IProgressSink progress, CancellationToken cancel)
    {
        var program = candidate.ToProgram();
        var frozen = options.Freeze ? Trained(candidate, program) : null;
        if (options.Recovery.HasFlag(RecoverySteps.Distill))
        {
            var few = examples.Read(0, Math.Min(BatchSize, examples.Count));
            var masks = PaddingMask.Find(examples, options.Mask).Where(m => m.RealTokens(few) is not null);
            var (teacher, student) = StagePrograms.Of(candidate, examples, [.. masks]);
            var learner = new EngineModel(student.Write(), ForwardResult.Of(student).Method);
            program = Train(program, Task(learner, frozen, s => Score(imitation, s).Distance) with { Teacher = teacher.Write(), Method = StagePrograms.Method, BoundaryWeight = BoundaryWeight }, progress, cancel);
        }

        if (options.Recovery.HasFlag(RecoverySteps.Finetune))
        {
            if (examples.Labels is null)
            {
                throw new PrunerException("MPR2402", $"{examples.Name} has no labels, and Recovery Finetune learns from them. Add an array labels (or y), or choose Recovery Distill.");
            }

            program = Train(program, Task(EngineModel.Of(program), frozen, s => Score(tune, s).Mean), progress, cancel);
        }

        return program;

        QualityMeasurement Score(CandidateScorer split, IModelSession epoch) => split.Score(epoch, progress, "Checking the epoch", null, cancel);
    }

    private TrainingTask Task(EngineModel student, ImmutableHashSet<string>? trained, Func<IModelSession, double> drop) => new()
    {
        Student = student.File,
        Method = student.Method,
        Examples = new ShuffledExamples(examples, BatchSize, options.Seed),
        Epochs = options.Epochs ?? options.DefaultEpochs,
        LearningRate = LearningRate,
        Trained = trained,
        Drop = epoch => drop(student.Session(epoch)),
        Patience = Patience,
        Seed = options.Seed,
        Session = new SessionOptions(options.TrainingThreads, options.Device),
    };

    private ScriptProgram Train(ScriptProgram program, TrainingTask task, IProgressSink progress, CancellationToken cancel)
    {
        var tensors = NamedTensors.Of(program);
        var outcome = trainer.Train(task, progress, cancel);
        return outcome.Tensors.IsEmpty ? program : program.WithTensorData(tensors.Find(outcome.Tensors));
    }

    /// <summary>The parameters of the blocks beside a seam and of everything that runs after the last block.</summary>
    private static ImmutableHashSet<string> Trained(Candidate candidate, ScriptProgram program)
    {
        var blocks = candidate.Subject.Blocks;
        var kept = blocks.Where(b => !candidate.Removed.Contains(b)).ToList();
        var beside = candidate.Seams.SelectMany(s => kept.Where(b => b == s.Before || b == Next(s))).ToHashSet();
        var last = candidate.Subject.Blocks.Max(b => b.Calls[^1].Call.Order);
        var heads = candidate.Subject.Trace.Calls.Where(c => c.Order > last && !c.SelfAndCallers().Any(outer => blocks.Any(b => b.Module == outer.Module)))
            .Select(c => c.Path).ToHashSet();
        return
        [
            .. program.Modules()
                .Where(m => beside.Any(b => IsIn(m.Path, b.Path)) || heads.Contains(m.Path) || m.Object.Attributes.Any(a => a.Key.StartsWith("mpruner_", StringComparison.Ordinal)))
                .SelectMany(m => m.Object.Attributes
                    .Where(a => TensorInfo.Of(a.Value) is { RequiresGrad: true } && (heads.Contains(m.Path) || beside.Any(b => IsIn(m.Path, b.Path)) || a.Key.StartsWith("mpruner_", StringComparison.Ordinal)))
                    .Select(a => m.Path.Length == 0 ? a.Key : $"{m.Path}.{a.Key}")),
        ];

        Block? Next(Seam seam)
        {
            var chain = candidate.Subject.Chains.First(c => c.Blocks.Contains(seam.Last)).Blocks;
            return chain.Skip(chain.IndexOf(seam.Last) + 1).FirstOrDefault();
        }

        static bool IsIn(string module, string block) => module == block || module.StartsWith(block + ".", StringComparison.Ordinal);
    }
}
