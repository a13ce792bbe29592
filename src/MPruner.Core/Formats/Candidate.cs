using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>
/// A model without some of its blocks and of their units, described by what is removed, the repairs of its seams, and changed tensor
/// values.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Removed">The removed blocks of its chains.</param>
public sealed record Candidate(IPrunableModel Model, ImmutableHashSet<Block> Removed)
{
    /// <summary>The repairs of seams, by the block before the seam. A repair has no effect if its seam has changed since.</summary>
    public ImmutableDictionary<Block, SeamRepair> Repairs { get; init; } = ImmutableDictionary<Block, SeamRepair>.Empty;

    /// <summary>What remains of inner dimensions, by their paths. Their blocks are not removed, and their seams not repaired.</summary>
    public ImmutableSortedDictionary<string, Narrowing> Narrowed { get; init; } =
        ImmutableSortedDictionary.Create<string, Narrowing>(StringComparer.Ordinal);

    /// <summary>New values of tensors, trained or estimated, by their names in the candidate; they are set after all repairs.</summary>
    public ImmutableSortedDictionary<string, NumericArray> Values { get; init; } = ImmutableSortedDictionary<string, NumericArray>.Empty;

    /// <summary>How the weights are stored in the candidate's file; null for 32-bit floating-point numbers, as they are.</summary>
    public StoredWeights? Stored { get; init; }

    /// <summary>The entries of <see cref="Values"/> as named arrays.</summary>
    public IEnumerable<NamedArray> NamedValues => Values.Select(value => new NamedArray(value.Key, value.Value));

    /// <summary>
    /// The seams in execution order. Blocks removed from the start of a chain leave no seam, because no block is before them.
    /// </summary>
    public IEnumerable<Seam> Seams => Model.Chains.SelectMany(chain => chain.Gaps(Removed)
        .Where(gap => !Removed.Contains(chain.Blocks[gap.First - 1]))
        .Select(gap => new Seam(chain.Blocks[gap.First - 1], chain.Blocks[gap.Last])));

    /// <summary>The removed blocks in execution order.</summary>
    public ImmutableArray<Block> RemovedInOrder => [.. Removed.OrderBy(b => b.Order)];

    /// <summary>The remaining blocks in execution order.</summary>
    public ImmutableArray<Block> Remaining => [.. Model.Blocks.Where(b => !Removed.Contains(b)).OrderBy(b => b.Order)];

    /// <summary>The paths of all blocks of the original model that are missing in this candidate, in execution order.</summary>
    public ImmutableArray<string> Missing
    {
        get
        {
            var missing = Removed.Select(b => b.Path).Concat(Model.Missing).ToHashSet();
            return [.. (Model.Origin ?? Model).Blocks.OrderBy(b => b.Order).Select(b => b.Path).Where(missing.Contains)];
        }
    }

    /// <summary>This candidate with its weights stored in a form, as exactly as the form allows.</summary>
    public Candidate StoredAs(WeightStorage form) => this with { Stored = StoredWeights.In(form) };

    /// <summary>This candidate with one more block removed.</summary>
    public Candidate Without(Block block) => this with { Removed = Removed.Add(block) };

    /// <summary>This candidate with a seam repaired.</summary>
    public Candidate With(SeamRepair repair)
    {
        ArgumentNullException.ThrowIfNull(repair);
        return this with { Repairs = Repairs.SetItem(repair.Seam.Before, repair) };
    }

    /// <summary>This candidate with fewer units in an inner dimension.</summary>
    public Candidate With(Narrowing narrowing)
    {
        ArgumentNullException.ThrowIfNull(narrowing);
        return this with { Narrowed = Narrowed.SetItem(narrowing.Dimension.Path, narrowing) };
    }

    /// <summary>This candidate with new values for some tensors.</summary>
    public Candidate With(IEnumerable<NamedArray> values) =>
        this with { Values = Values.SetItems(values.Select(value => KeyValuePair.Create(value.Name, value.Array))) };
}
