using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Formats;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>The lines that follow one of the pipeline's: the same blocks repaired otherwise, and as many blocks chosen otherwise.</summary>
/// <param name="choice">Chooses blocks.</param>
/// <param name="repairing">Removes and repairs.</param>
/// <param name="table">Scores.</param>
internal sealed class Baselines(BlockChoice choice, Repairing repairing, Table table)
{
    private const int Seeds = 5;

    /// <summary>The same blocks by different orders are the same model.</summary>
    private readonly Dictionary<string, Scored> known = [];

    private readonly HashSet<int> counts = [];

    /// <summary>The lines, each when it is known; those that stand in the table already are left out.</summary>
    /// <param name="blocks">What the pipeline removed.</param>
    public IEnumerable<TableRow> After(ImmutableHashSet<Block> blocks)
    {
        if (!known.ContainsKey(Key(blocks, "deletion")))
        {
            yield return Line("the same blocks, deletion", blocks, "deletion");
            yield return Line("the same blocks, Linear", blocks, "Linear");
            yield return Line("the same blocks, fold alone", blocks, "fold");
            yield return Line("the same blocks, stitch alone", blocks, "stitch");
        }

        // Where all that can be removed was removed there is nothing to choose.
        foreach (var way in blocks.Count < choice.Count && counts.Add(blocks.Count) ? new[] { "deletion", "Linear" } : [])
        {
            yield return Line($"block influence, {way}", choice.ByInfluence(blocks.Count), way);
            yield return Line($"from the end, {way}", choice.FromTheEnd(blocks.Count), way);
            yield return AtRandom(blocks.Count, way);
        }
    }

    private TableRow Line(string name, ImmutableHashSet<Block> blocks, string way)
    {
        var (parameters, score, seconds) = Score(blocks, way);
        return table.Row(name, blocks.Count, parameters, score) with { Seconds = seconds };
    }

    private TableRow AtRandom(int count, string way)
    {
        var scores = Enumerable.Range(0, Seeds).Select(seed => Score(choice.AtRandom(count, seed), way).Score).ToList();
        var drops = scores.Select(s => s.Scale * s.Drop.Mean).ToList();
        return new TableRow($"at random ({Seeds} seeds), {way}", count)
        {
            Drop = string.Create(CultureInfo.InvariantCulture, $"mean {drops.Average():0.00}, worst {drops.Max():0.00}"),
            Divergence = scores.Average(s => s.Divergence),
        };
    }

    private Scored Score(ImmutableHashSet<Block> blocks, string way)
    {
        var key = Key(blocks, way);
        if (!known.TryGetValue(key, out var scored))
        {
            var watch = TimeTaken.Start();
            var candidate = way switch
            {
                "deletion" => repairing.Delete(blocks),
                "Linear" => repairing.Linear(blocks),
                _ => repairing.Only(blocks, way),
            };
            var file = candidate.Model.Write(candidate);
            var seconds = watch.ToString();
            known[key] = scored = new Scored(candidate.Model.CountParameters(candidate), table.Test.Score(file), seconds);
        }

        return scored;
    }

    private static string Key(ImmutableHashSet<Block> blocks, string way)
    {
        var paths = blocks.Select(b => b.Path).Order(StringComparer.Ordinal);
        return $"{way}: {string.Join(", ", paths)}";
    }

    private sealed record Scored(long Parameters, TestScore Score, string Seconds);
}
