using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Chains;
using MPruner.Core.Instrumentation;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Planning;

/// <summary>A model without some blocks, as it was judged.</summary>
/// <param name="Removed">The missing blocks' module paths, in order of execution.</param>
/// <param name="Program">The recovered program.</param>
/// <param name="File">Its file.</param>
/// <param name="Forecast">What was known of it before it was judged.</param>
/// <param name="Decision">The guard's.</param>
internal sealed record Attempt(ImmutableArray<string> Removed, ScriptProgram Program, ReadOnlyMemory<byte> File, Verdict Forecast, GuardDecision Decision)
{
    /// <summary>What is reported of it.</summary>
    public Verdict Verdict => Forecast with { Drop = Decision.Report?.Drop, Metric = Decision.Report?.Metric, Decision = Decision.Decision };

    /// <summary>The four numbers of a removal, without a decision.</summary>
    /// <param name="measurements">The chains as they were measured.</param>
    /// <param name="removed">The missing blocks.</param>
    /// <param name="before">Those that were missing before.</param>
    public static Verdict Foretell(ImmutableArray<ChainMeasurement> measurements, ImmutableHashSet<Block> removed, ImmutableHashSet<Block> before)
    {
        var added = removed.Except(before);
        var runs = measurements.SelectMany(m => Run.Of(m, removed)).Where(r => r.Blocks.Any(added.Contains)).ToList();
        return new Verdict([.. added.OrderBy(b => b.Calls[0].Call.Order).Select(b => b.Path)], Lowest(runs.Select(r => r.Cka)), Lowest(runs.Select(r => r.CkaStandardised)), null, "")
        {
            Cosine = Lowest(runs.Select(r => r.Numbers.Cosine)),
            DeletionError = -Lowest(runs.Select(r => -r.Numbers.DeletionError)),
            AffineR2 = Lowest(runs.Select(r => r.Numbers.AffineR2)),
        };
    }

    private static double? Lowest(IEnumerable<double?> similarities)
    {
        var all = similarities.ToList();
        return all.Contains(null) ? null : all.Min();
    }
}
