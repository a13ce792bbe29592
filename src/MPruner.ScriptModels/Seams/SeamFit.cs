using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Running;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Seams;

/// <summary>A loaded candidate that accumulates the sums of its fits.</summary>
/// <param name="loader">Loads the program.</param>
/// <param name="problems">The problems.</param>
/// <param name="program">The program that accumulates their sums.</param>
internal sealed class SeamFit(ProgramLoader loader, ImmutableArray<FitProblem> problems, ScriptProgram program) : ISeamFit
{
    private readonly IModelSession session = loader.Load(program);

    /// <inheritdoc/>
    public ImmutableArray<RepairPlan> Plans => [.. problems.Select(p => p.Plan)];

    /// <inheritdoc/>
    public void Add(ImmutableArray<NumericArray> inputs, ReferenceRows reference, NumericArray rows, bool heldOut)
    {
        var held = NumericArray.Of([heldOut ? 1L : 0L]);
        session.Invoke(SeamPrograms.FitMethod, [.. inputs, reference.Sum, reference.Stream, rows, held]);
    }

    /// <inheritdoc/>
    public ImmutableArray<double[]> Errors(double[] ridges) =>
        [.. session.Invoke(SeamPrograms.ErrorsMethod, [Vector(ridges)]).Select(e => e.ToDoubles())];

    /// <inheritdoc/>
    public ImmutableArray<NumericArray> Solve(double[] ridges) => session.Invoke(SeamPrograms.SolutionMethod, [Vector(ridges)]);

    /// <inheritdoc/>
    public (double[] Mean, double[] Variance) Moments(int plan, NumericArray weights)
    {
        var found = session.Invoke(SeamPrograms.MomentsMethod(plan), [weights]);
        return (found[0].ToDoubles(), [.. found[1].ToDoubles().Select(v => Math.Max(v, 0))]);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static NumericArray Vector(double[] values) => NumericArray.Of(ElementType.Float64, values, values.Length);
}
