using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Planning;
using MPruner.Core.Tests.Pipeline;
using MPruner.Core.Width;

namespace MPruner.Core.Tests.Planning;

/// <summary>Four blocks of 1,000 parameters with 16 units of 50 each.</summary>
public sealed class MixingBlocksAndUnits
{
    private const int Blocks = 4;
    private const int Units = 16;

    private static readonly SimulatedFormat Format = new(Blocks, (_, _) => throw new NotSupportedException()) { Units = Units };

    private static readonly IPrunableModel Model = Format.Open(Format.Original, null);

    [Fact]
    public void KeepsEveryNumberOfBlocksWhereThereIsNothingToNarrow()
    {
        var mixtures = Mixture.Of(Removals(0.01, 0.02, 0.03), [], 32);
        Assert.Equal([1000, 2000, 3000], mixtures.Select(m => m.Parameters));
        Assert.All(mixtures, mixture => Assert.Empty(mixture.Widths.Choices));
    }

    [Fact]
    public void AreEverSmallerAndNeverNearer()
    {
        var mixtures = Mixture.Of(Removals(0.001, 0.05, 0.5), Curves(0.02), 32);
        Assert.Equal(mixtures.Select(m => m.Parameters).Distinct().Order(), mixtures.Select(m => m.Parameters));
        Assert.Equal(mixtures.Select(m => m.Distance).Order(), mixtures.Select(m => m.Distance));
    }

    [Fact]
    public void CountsADistanceBeyondThatOfASmallerModelAsEqual()
    {
        // The first block costs less than narrowing the others by as much.
        var mixtures = Mixture.Of(Removals(0.001, 0.05, 0.5), Curves(0.02), 32);
        Assert.Empty(mixtures[0].Removal.Candidate.Removed);
        Assert.All(mixtures.Where(m => m.Parameters <= 1000), m => Assert.InRange(m.Distance, 0, 0.001));
    }

    [Fact]
    public void NarrowsOnlyBlocksThatAreLeft() => Assert.All(
        Mixture.Of(Removals(0.001, 0.05, 0.5), Curves(0.02), 32),
        mixture => Assert.DoesNotContain(mixture.Widths.Choices, c => mixture.Removal.Candidate.Removed.Contains(c.Dimension.Block)));

    [Fact]
    public void PredictsTheSumOfBothParts() => Assert.All(
        Mixture.Of(Removals(0.001, 0.05, 0.5), Curves(0.02), 32).Where(m => m.Parameters > 1000),
        mixture => Assert.InRange(
            mixture.Distance, 0, mixture.Removal.Distance + (0.02 / Units * mixture.Widths.Choices.Sum(c => c.Removed)) + 1e-9));

    private static ImmutableArray<OrderedRemoval> Removals(params double[] distances) =>
    [
        .. distances.Prepend(0).Select((distance, count) =>
            new OrderedRemoval(new Candidate(Model, [.. Model.Blocks.Skip(1).Take(count)]), distance)),
    ];

    /// <summary>Each dimension moves the outputs by the same distance for every unit.</summary>
    private static ImmutableArray<WidthCurve> Curves(double distance) =>
    [
        .. Model.InnerDimensions.Select(dimension => new WidthCurve(
            dimension,
            [.. Enumerable.Range(0, Units - 1).Select(unit => new RemovedUnit(unit, unit + 1))],
            [new WidthLevel(Units - 1, distance * (Units - 1) / Units)]) { Variance = 1 }),
    ];
}
