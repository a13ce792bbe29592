using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>
/// Recognises a trace in which the number of examples became a constant: <c>x.view(x.shape[0], -1)</c> was recorded as
/// <c>view(x, [8, -1])</c>.
/// </summary>
internal static class FixedBatch
{
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128];

    /// <summary>Runs the original for the first time.</summary>
    /// <param name="original">The original.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="inputs">Inputs that were read from them.</param>
    /// <exception cref="PrunerException"><c>MPR3013</c>: the original runs, but only on another number of examples.</exception>
    /// <exception cref="EngineRefusedException">The engine refuses the inputs, whatever their number.</exception>
    public static ImmutableArray<NumericArray> Run(IRunningModel original, BoundExamples examples, ImmutableArray<NumericArray> inputs)
    {
        try
        {
            return examples.Run(original, inputs);
        }
        catch (EngineRefusedException refused) when (refused.Step == EngineStep.Run)
        {
            var asked = (int)inputs[0].Shape[0];
            foreach (var size in Sizes.Where(size => size != asked))
            {
                if (Runs(original, examples, size))
                {
                    throw new PrunerException(
                        "MPR3013",
                        $"{examples.Name}: the model runs on {size} examples at a time, but not on {asked}: its trace has the number of "
                        + "examples as a constant. Save it with torch.jit.script, or trace code that computes sizes from "
                        + $"-1 and not from the batch. The engine says: {refused.Reason ?? refused.Message}",
                        refused);
                }
            }

            throw;
        }
    }

    private static bool Runs(IRunningModel original, BoundExamples examples, int size)
    {
        var repeated = examples.Subset([.. Enumerable.Range(0, size).Select(i => i % examples.Count)]);
        try
        {
            return repeated.FirstOutput(original, repeated.Read(0, size)).Shape is [var rows, ..] && rows == size;
        }
        catch (EngineRefusedException)
        {
            return false;
        }
    }
}
