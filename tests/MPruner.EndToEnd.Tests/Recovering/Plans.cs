using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.EndToEnd.Tests.Recovering;

/// <summary>Training plans for tests that look at their programs only.</summary>
internal static class Plans
{
    public static TrainingPlan Distillation(BoundExamples examples, ImmutableArray<PaddingMask> masks) => new()
    {
        Imitates = true,
        Examples = new ShuffledExamples(examples, 8, 0),
        Inputs = examples.Parameters.Length,
        Masks = masks,
        Epochs = 1,
        LearningRate = 0,
        Patience = 1,
        Drop = _ => 0,
    };
}
