using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Rewriting;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>A model without some of its blocks, mended where they were.</summary>
/// <param name="Subject">The model.</param>
/// <param name="Removed">The removed blocks.</param>
internal sealed record Candidate(Subject Subject, ImmutableHashSet<Block> Removed)
{
    /// <summary>What mends the seams, by the block before each.</summary>
    public ImmutableDictionary<Block, SeamRepair> Repairs { get; init; } = ImmutableDictionary<Block, SeamRepair>.Empty;

    /// <summary>The places where blocks are missing, in order of execution. The first blocks of a chain have none before them and leave no seam that could be mended.</summary>
    public IEnumerable<Seam> Seams => Subject.Chains.SelectMany(chain => chain.Gaps(Removed)
        .Where(gap => !Removed.Contains(chain.Blocks[gap.First - 1]))
        .Select(gap => new Seam(chain.Blocks[gap.First - 1], chain.Blocks[gap.Last])));

    /// <summary>The removed blocks in order of execution.</summary>
    public ImmutableArray<Block> RemovedInOrder => [.. Removed.OrderBy(b => b.Calls[0].Call.Order)];

    /// <summary>The module paths of all blocks that are missing of the original, in order of execution.</summary>
    public ImmutableArray<string> Missing
    {
        get
        {
            var missing = Removed.Select(b => b.Path).Concat(Subject.Missing).ToHashSet();
            return [.. (Subject.Origin ?? Subject).Blocks.OrderBy(b => b.Calls[0].Call.Order).Select(b => b.Path).Where(missing.Contains)];
        }
    }

    /// <summary>The candidate with a seam mended.</summary>
    public Candidate With(SeamRepair repair) => this with { Repairs = Repairs.SetItem(repair.Seam.Before, repair) };

    /// <summary>The candidate without the blocks that run after one: what is computed up to there stays as it is.</summary>
    public Candidate UpTo(Block last) =>
        this with { Removed = Removed.Union(Subject.Blocks.Where(b => b.Removable && b.Calls[0].Call.Order > last.Calls[^1].Call.Order)) };

    /// <summary>The stitch in the seam after a block; null where there is none.</summary>
    public Stitch? StitchAfter(Block block) => Current().FirstOrDefault(r => r.Seam.Before == block)?.Stitch;

    /// <summary>Its edits.</summary>
    public ProgramEdit Edit()
    {
        var edit = new ProgramEdit(Subject.Program, Subject.Trace);
        edit.Remove(Removed);
        foreach (var repair in Current())
        {
            repair.Stitch?.AddTo(edit, repair.Seam);
        }

        return edit;
    }

    /// <summary>Its program.</summary>
    public ScriptProgram ToProgram() => Mended(Edit().Apply());

    /// <summary>A program made of its edits, with the values that mend the seams.</summary>
    public ScriptProgram Mended(ScriptProgram program)
    {
        var values = Current().SelectMany(r => r.Tensors).ToList();
        return values.Count == 0 ? program : program.WithTensorData(values);
    }

    /// <summary>A seam that has grown or gone since it was mended is not mended.</summary>
    private IEnumerable<SeamRepair> Current()
    {
        var seams = Seams.ToDictionary(s => s.Before);
        return Repairs.Values
            .Where(r => seams.GetValueOrDefault(r.Seam.Before, Seam.Without(r.Seam.Before)) == r.Seam && !Removed.Contains(r.Seam.Before))
            .OrderBy(r => r.Seam.Before.Calls[0].Call.Order);
    }
}

/// <summary>A place where consecutive blocks are missing.</summary>
/// <param name="Before">The block before them, which stays.</param>
/// <param name="Last">The last of them.</param>
internal sealed record Seam(Block Before, Block Last)
{
    /// <summary>The place after a block where nothing is missing.</summary>
    public static Seam Without(Block block) => new(block, block);

    /// <summary>Whether nothing is missing here.</summary>
    public bool IsWithout => Before == Last;

    /// <summary>For messages and reports: <c>stage2.2 to stage2.4</c>.</summary>
    public override string ToString() => IsWithout ? Before.Path : $"{Before.Path} to {Last.Path}";
}

/// <summary>What mends a seam.</summary>
/// <param name="Seam">The seam.</param>
/// <param name="Tensors">Tensors of the block before it and their new values (fold); none for a stitch.</param>
/// <param name="Stitch">The step that is put in; null for a fold.</param>
/// <param name="HeldOutError">The squared error that is left at the seam on held-out calibration data.</param>
internal sealed record SeamRepair(Seam Seam, ImmutableArray<KeyValuePair<TensorInfo, ReadOnlyMemory<byte>>> Tensors, Stitch? Stitch, double HeldOutError)
{
    /// <summary>For reports: <c>fold</c> or <c>stitch</c>.</summary>
    public string Kind => Stitch is null ? "fold" : "stitch";
}
