using System.Collections.Immutable;
using System.Globalization;
using Block = MPruner.Core.Chains.Block;
using MPruner.TorchScript.Programs;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>The lines that follow one of the pipeline's: the same blocks mended otherwise, and as many blocks chosen otherwise.</summary>
/// <param name="choice">Chooses blocks.</param>
/// <param name="mending">Removes and mends.</param>
/// <param name="test">Scores.</param>
/// <param name="size">Shares of the parameters.</param>
internal sealed class Baselines(BlockChoice choice, Mending mending, TestSet test, ModelSize size)
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

        // Where all that can go went there is nothing to choose.
        foreach (var way in blocks.Count < choice.Count && counts.Add(blocks.Count) ? new[] { "deletion", "Linear" } : [])
        {
            yield return Line($"block influence, {way}", choice.ByInfluence(blocks.Count), way);
            yield return Line($"from the end, {way}", choice.FromTheEnd(blocks.Count), way);
            yield return AtRandom(blocks.Count, way);
        }
    }

    private TableRow Line(string name, ImmutableHashSet<Block> blocks, string way)
    {
        var (program, score, clock) = Score(blocks, way);
        var (all, ofBlocks) = size.Gone(program.ParameterCount);
        return new TableRow(name, blocks.Count, all, ofBlocks, TableRow.QualityOf(score), TableRow.DropOf(score), score.Divergence, clock);
    }

    private TableRow AtRandom(int count, string way)
    {
        var scores = Enumerable.Range(0, Seeds).Select(seed => Score(choice.AtRandom(count, seed), way).Score).ToList();
        var scale = scores[0].Quality.Before is null ? 1 : 100;
        var drops = scores.Select(s => scale * s.Drop.Mean).ToList();
        return new TableRow(
            $"at random ({Seeds} seeds), {way}", count, null, null, "", string.Create(CultureInfo.InvariantCulture, $"mean {drops.Average():0.00}, worst {drops.Max():0.00}"), scores.Average(s => s.Divergence), "");
    }

    private Scored Score(ImmutableHashSet<Block> blocks, string way)
    {
        var key = Key(blocks, way);
        if (!known.TryGetValue(key, out var scored))
        {
            var watch = TimeTaken.Start();
            var program = way switch
            {
                "deletion" => mending.Delete(blocks),
                "Linear" => mending.Linear(blocks),
                _ => mending.Only(blocks, way),
            };
            var file = program.Write();
            var seconds = watch.ToString();
            known[key] = scored = new Scored(program, test.Score(file), seconds);
        }

        return scored;
    }

    private static string Key(ImmutableHashSet<Block> blocks, string way) => $"{way}: {string.Join(", ", blocks.Select(b => b.Path).Order(StringComparer.Ordinal))}";

    private sealed record Scored(ScriptProgram Program, TestScore Score, string Seconds);
}
