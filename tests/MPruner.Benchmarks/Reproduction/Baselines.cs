using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Formats;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>The lines after a line of the pipeline: the same blocks with other repairs, and as many blocks by other choices.</summary>
/// <param name="choice">Chooses blocks.</param>
/// <param name="repairing">Removes and repairs.</param>
/// <param name="table">Scores.</param>
internal sealed class Baselines(BlockChoice choice, Repairing repairing, Table table)
{
    private const int Seeds = 5;

    /// <summary>The same blocks in another order give the same model.</summary>
    private readonly Dictionary<string, Scored> known = [];

    private readonly HashSet<int> counts = [];

    /// <summary>The lines, each as soon as it is computed, without those that the table has already.</summary>
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

        // Where every removable block was removed there is nothing to choose.
        foreach (var repair in blocks.Count < choice.Count && counts.Add(blocks.Count) ? new[] { "deletion", "Linear" } : [])
        {
            yield return Line($"block influence, {repair}", choice.ByInfluence(blocks.Count), repair);
            yield return Line($"from the end, {repair}", choice.FromTheEnd(blocks.Count), repair);
            yield return AtRandom(blocks.Count, repair);
        }
    }

    private TableRow Line(string name, ImmutableHashSet<Block> blocks, string repair)
    {
        var (parameters, score, seconds) = Score(blocks, repair);
        return table.Row(name, blocks.Count, parameters, score) with { Seconds = seconds };
    }

    private TableRow AtRandom(int count, string repair)
    {
        var scores = Enumerable.Range(0, Seeds).Select(seed => Score(choice.AtRandom(count, seed), repair).Score).ToList();
        var drops = scores.Select(s => s.Scale * s.Drop.Mean).ToList();
        return new TableRow($"at random ({Seeds} seeds), {repair}", count)
        {
            Drop = string.Create(CultureInfo.InvariantCulture, $"mean {drops.Average():0.00}, worst {drops.Max():0.00}"),
            Divergence = scores.Average(s => s.Divergence),
        };
    }

    private Scored Score(ImmutableHashSet<Block> blocks, string repair)
    {
        var key = Key(blocks, repair);
        if (!known.TryGetValue(key, out var scored))
        {
            var watch = TimeTaken.Start();
            var candidate = repair switch
            {
                "deletion" => repairing.Delete(blocks),
                "Linear" => repairing.Linear(blocks),
                _ => repairing.Only(blocks, repair),
            };
            var file = candidate.Model.Write(candidate);
            var seconds = watch.ToString();
            known[key] = scored = new Scored(candidate.Model.CountParameters(candidate), table.Test.Score(file), seconds);
        }

        return scored;
    }

    private static string Key(ImmutableHashSet<Block> blocks, string repair)
    {
        var paths = blocks.Select(b => b.Path).Order(StringComparer.Ordinal);
        return $"{repair}: {string.Join(", ", paths)}";
    }

    private sealed record Scored(long Parameters, TestScore Score, string Seconds);
}
