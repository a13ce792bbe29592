using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>A model without some of its blocks, as data: what is removed, what is put in, which values change.</summary>
/// <param name="Model">The model.</param>
/// <param name="Removed">The removed blocks of its chains.</param>
public sealed record Candidate(IPrunableModel Model, ImmutableHashSet<Block> Removed)
{
    /// <summary>How seams are repaired, by the block before each. A repair of a seam that has changed since has no effect.</summary>
    public ImmutableDictionary<Block, SeamRepair> Repairs { get; init; } = ImmutableDictionary<Block, SeamRepair>.Empty;

    /// <summary>New values of tensors by their names in the candidate, trained or estimated; they come last.</summary>
    public ImmutableSortedDictionary<string, NumericArray> Values { get; init; } = ImmutableSortedDictionary<string, NumericArray>.Empty;

    /// <summary>The same as a list.</summary>
    public IEnumerable<NamedArray> NamedValues => Values.Select(value => new NamedArray(value.Key, value.Value));

    /// <summary>The seams in the order in which they run. The first blocks of a chain have no block before them and leave no seam.</summary>
    public IEnumerable<Seam> Seams => Model.Chains.SelectMany(chain => chain.Gaps(Removed)
        .Where(gap => !Removed.Contains(chain.Blocks[gap.First - 1]))
        .Select(gap => new Seam(chain.Blocks[gap.First - 1], chain.Blocks[gap.Last])));

    /// <summary>The removed blocks in the order in which they ran.</summary>
    public ImmutableArray<Block> RemovedInOrder => [.. Removed.OrderBy(b => b.Order)];

    /// <summary>The remaining blocks in the order in which they run.</summary>
    public ImmutableArray<Block> Remaining => [.. Model.Blocks.Where(b => !Removed.Contains(b)).OrderBy(b => b.Order)];

    /// <summary>The paths of all blocks that the original has and this candidate has not, in the order in which they ran.</summary>
    public ImmutableArray<string> Missing
    {
        get
        {
            var missing = Removed.Select(b => b.Path).Concat(Model.Missing).ToHashSet();
            return [.. (Model.Origin ?? Model).Blocks.OrderBy(b => b.Order).Select(b => b.Path).Where(missing.Contains)];
        }
    }

    /// <summary>The candidate with one more block removed.</summary>
    public Candidate Without(Block block) => this with { Removed = Removed.Add(block) };

    /// <summary>The candidate with a seam repaired.</summary>
    public Candidate With(SeamRepair repair)
    {
        ArgumentNullException.ThrowIfNull(repair);
        return this with { Repairs = Repairs.SetItem(repair.Seam.Before, repair) };
    }

    /// <summary>The candidate with other values in some tensors.</summary>
    public Candidate With(IEnumerable<NamedArray> values) =>
        this with { Values = Values.SetItems(values.Select(value => KeyValuePair.Create(value.Name, value.Array))) };
}
