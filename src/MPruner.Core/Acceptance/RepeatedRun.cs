using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>
/// Runs the original twice on a few examples before anything is measured: similarities of a model that answers NaN, or something else
/// each time, mean nothing.
/// </summary>
internal static class RepeatedRun
{
    private const int MostExamples = 32;

    /// <summary>Of the largest output. Optimised and plain passes of one program differ by some 1e-6; randomness, by far more.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Compares two passes.</summary>
    /// <param name="original">Loaded for this alone: a model may change its own state.</param>
    /// <param name="examples">What it will be measured on.</param>
    /// <returns><c>MPR2307</c> where the passes differ; nothing where all is well.</returns>
    /// <exception cref="PrunerException"><c>MPR3311</c>: an output is NaN or infinite in both passes; <c>MPR3319</c>: in one only.</exception>
    public static List<Diagnostic> Check(IRunningModel original, BoundExamples examples)
    {
        var few = examples.Spread(MostExamples);
        var inputs = few.Read(0, few.Count);
        var first = few.Run(original, inputs);
        var second = few.Run(original, inputs);

        // Outputs of other types and shapes that change are refused where they are scored.
        return !first.IsEmpty && IsFloat(first[0].Type) && first[0].Shape.AsSpan().SequenceEqual(second[0].Shape.AsSpan())
            ? [.. Compare(first[0].ToDoubles(), second[0].ToDoubles(), few.Name)]
            : [];
    }

    /// <summary>The same for a model that is loaded and released here.</summary>
    public static List<Diagnostic> Check(RunContext run, IPrunableModel model, BoundExamples examples)
    {
        using var original = run.Bench.Run(model.File);
        return Check(original, examples);
    }

    private static bool IsFloat(ElementType type) =>
        type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;

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
                $"The original model does not repeat itself: two passes over the same examples of {data} differ by {difference / scale:P1} ")
                + "of the largest output. Similarities and the measured drop are partly chance. "
                + "Look for dropout or sampling that stays on in evaluation mode, or for state that the model changes while it runs.")];
    }

    private static void CheckFinite(bool first, bool second, string data)
    {
        if (first != second)
        {
            throw new PrunerException(
                "MPR3319",
                $"The original model's output for an example of {data} is NaN or infinite in one pass and finite in the next. "
                + "Either the model is random, or the engine is not reliable on this machine: 'mpruner doctor' tells; "
                + "setting ONEDNN_MAX_CPU_ISA=SSE41 in the environment avoids the known fault.");
        }

        if (!first)
        {
            throw new PrunerException(
                "MPR3311",
                $"The original model's output for an example of {data} is NaN or infinite; expected numbers. "
                + "Nothing can be measured with it: correct or leave out such examples, or correct the model.");
        }
    }
}
