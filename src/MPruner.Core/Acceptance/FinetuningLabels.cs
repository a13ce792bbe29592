using MPruner.Core.Examples;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>What <see cref="RecoverySteps.Finetune"/> learns: class numbers, from a classifier's scores.</summary>
internal static class FinetuningLabels
{
    /// <summary>Checks that the calibration data have them, if they are to be learnt.</summary>
    /// <param name="options">The options of the run.</param>
    /// <param name="examples">The calibration data.</param>
    /// <param name="output">The original's output.</param>
    /// <exception cref="PrunerException"><c>MPR2402</c>: there are no labels, or they are not class numbers for the output.</exception>
    public static void Check(PruningOptions options, BoundExamples examples, OutputSample output)
    {
        if (!options.Recovery.HasFlag(RecoverySteps.Finetune))
        {
            return;
        }

        if (examples.Labels is not { } labels)
        {
            throw new PrunerException(
                "MPR2402",
                $"{examples.Name} has no labels, but Recovery Finetune needs them. "
                + "Add an array named labels (or y), or choose Recovery Distill.");
        }

        if (!MetricChoice.AreClassNumbers(output, labels))
        {
            throw new PrunerException(
                "MPR2402",
                $"{MetricChoice.Describe(labels)} of {examples.Name} are not class numbers for the model's output "
                + $"{ArrayDescription.Of(output.Type, output.Shape)}, but Recovery Finetune learns class numbers: expected scores [N, C] "
                + "with integers [N], or [N, T, C] with [N, T]. Choose Recovery Distill, which learns the original's outputs.");
        }
    }
}
