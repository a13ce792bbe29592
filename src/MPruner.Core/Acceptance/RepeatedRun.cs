using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>
/// Runs the original twice on a few examples before anything is measured. The similarities of a model are meaningless
/// if it returns NaN, or different outputs for the same inputs.
/// </summary>
internal static class RepeatedRun
{
    private const int MostExamples = 32;

    /// <summary>
    /// The tolerance relative to the largest output. Sums in another order differ by about 1e-6; randomness causes far larger
    /// differences.
    /// </summary>
    private const double Tolerance = 1e-4;

    /// <summary>Compares two passes.</summary>
    /// <param name="original">The original, loaded only for this check, because a model may change its own state.</param>
    /// <param name="examples">The data that the model will be measured on.</param>
    /// <returns><c>MPR2307</c> if the passes differ, otherwise empty.</returns>
    /// <exception cref="PrunerException">
    /// <c>MPR3013</c>: it runs on another number of examples only; <c>MPR3209</c>: an input is NaN or infinite;
    /// <c>MPR3311</c>: an output is NaN or infinite in both passes; <c>MPR3319</c>: in only one of them.
    /// </exception>
    public static List<Diagnostic> Check(IRunningModel original, BoundExamples examples)
    {
        var few = examples.Spread(MostExamples);
        var inputs = few.Read(0, few.Count);
        var first = FixedBatch.Run(original, few, inputs);
        var second = few.Run(original, inputs);

        // Scoring rejects other element types, and shapes that change.
        if (first.IsEmpty || !first[0].Type.IsFloat() || !first[0].Shape.AsSpan().SequenceEqual(second[0].Shape.AsSpan()))
        {
            return [];
        }

        var outputs = first[0].ToDoubles();
        if (!Array.TrueForAll(outputs, double.IsFinite))
        {
            few.RequireFinite(0, inputs);
        }

        return [.. Compare(outputs, second[0].ToDoubles(), few.Name)];
    }

    /// <summary>Loads the model, compares two passes and releases it.</summary>
    public static List<Diagnostic> Check(RunContext run, IPrunableModel model, BoundExamples examples)
    {
        using var original = run.Bench.Run(model.File);
        return Check(original, examples);
    }

    private static IEnumerable<Diagnostic> Compare(double[] first, double[] second, string data)
    {
        var (scale, difference) = (0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            CheckFinite(double.IsFinite(first[i]), double.IsFinite(second[i]), data);
            scale = Math.Max(scale, Math.Abs(first[i]));
            difference = Math.Max(difference, Math.Abs(first[i] - second[i]));
        }

        return difference <= Tolerance * scale
            ? []
            : [new("MPR2307", FormattableString.Invariant(
                $"The original model is not deterministic: two passes over the same examples of {data} differ by {difference / scale:P1} ")
                + "of the largest output. Similarities and the measured drop are partly random. "
                + "Look for dropout or sampling that stays on in evaluation mode, or for state that the model changes while it runs.")];
    }

    private static void CheckFinite(bool first, bool second, string data)
    {
        if (first != second)
        {
            throw new PrunerException(
                "MPR3319",
                $"The original model's output for an example of {data} is NaN or infinite in one pass and finite in the next. "
                + "Either the model is random, or the engine is unreliable on this machine: run 'mpruner doctor' to find out; "
                + "setting ONEDNN_MAX_CPU_ISA=SSE41 in the environment avoids the known fault.");
        }

        if (!first)
        {
            throw new PrunerException(
                "MPR3311",
                $"The original model's output for an example of {data} is NaN or infinite; expected finite numbers. "
                + "Similarities cannot be measured with it: correct or leave out such examples, or fix the model.");
        }
    }
}
