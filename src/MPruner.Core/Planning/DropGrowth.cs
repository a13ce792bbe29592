using System.Collections.Immutable;

namespace MPruner.Core.Planning;

/// <summary>Where the drop of ever smaller candidates is expected to reach the limit.</summary>
internal abstract class DropGrowth
{
    /// <summary>The length at which the limit is expected, which may lie outside of what can still be attempted.</summary>
    public abstract int Next(KnownDrops known);
}

/// <summary>What is known of the drops of candidates.</summary>
/// <param name="Low">The longest candidate that passed; if there is none, length 0 with the drop of what the search starts from.</param>
/// <param name="Rejected">A longer candidate that was rejected; null if none was measured.</param>
/// <param name="High">The length of the longest candidate that may still pass.</param>
internal sealed record KnownDrops(LengthDrop Low, LengthDrop? Rejected, int High)
{
    /// <summary>The largest accepted drop.</summary>
    public required double Limit { get; init; }

    /// <summary>
    /// How much of the way from the longest that passed to the rejected one the drop may grow, 0 to 1; null if that is not known.
    /// </summary>
    public double? Share => Rejected is { } rejected && rejected.Drop > Low.Drop && Low.Drop < Limit
        ? (Limit - Low.Drop) / (rejected.Drop - Low.Drop)
        : null;
}

/// <summary>The drop of a candidate.</summary>
/// <param name="Length">The candidate's length.</param>
/// <param name="Drop">Its drop.</param>
internal readonly record struct LengthDrop(int Length, double Drop);

/// <summary>The drop grows with the cube of what is removed, in steps of equal size: blocks, or about as many parameters.</summary>
/// <remarks>On the CNNs of docs/results.md it grows with the third to fifth power of the number of blocks.</remarks>
/// <param name="before">How many such steps are missing at length 0 already, at least 0.</param>
internal sealed class CubicGrowth(double before) : DropGrowth
{
    /// <inheritdoc/>
    public override int Next(KnownDrops known)
    {
        if (known.Share is not { } share)
        {
            var way = known.Low.Drop < known.Limit ? known.High + 1 - known.Low.Length : 0;
            return known.Low.Length + (int)Math.Round(way * 0.5);
        }

        var (low, rejected) = (Cube(known.Low.Length), Cube(known.Rejected!.Value.Length));
        return (int)Math.Round(Math.Cbrt(low + (share * (rejected - low))) - before);
    }

    private double Cube(int length) => Math.Pow(before + length, 3);
}

/// <summary>The drop grows like the distances that were predicted.</summary>
internal sealed class PredictedGrowth : DropGrowth
{
    /// <summary>The longest step from a candidate that passed, as a multiple of its distance: its drop may be small by chance.</summary>
    private const double LongestStep = 3;

    /// <summary>
    /// The share of all of the distance that grows with the cube of the length. Where no difference was predicted, but one is measured, the
    /// search goes on as in <see cref="CubicGrowth"/>, in place of length by length.
    /// </summary>
    private const double Unpredicted = 1e-3;

    private readonly ImmutableArray<double> distances;

    /// <param name="predicted">The predicted distance of each length, from 0 on; it never falls. The first is finite.</param>
    public PredictedGrowth(ImmutableArray<double> predicted)
    {
        var whole = Unpredicted * (predicted.Last(double.IsFinite) - predicted[0]);
        distances = [.. predicted.Select((distance, length) => distance + (whole * Math.Pow((double)length / (predicted.Length - 1), 3)))];
    }

    /// <summary>The distance for each unit of the drop, from which a search without any measurement starts.</summary>
    public double DistancePerDrop { get; init; } = 1;

    /// <inheritdoc/>
    public override int Next(KnownDrops known)
    {
        var (start, passed, drop) = (distances[0], distances[known.Low.Length], known.Low.Drop);
        return (known.Share, known.Low.Length) switch
        {
            ({ } share, _) => LongestWithin(passed + (share * (distances[known.Rejected!.Value.Length] - passed))),
            (_, 0) => LongestWithin(start + (DistancePerDrop * known.Limit)),
            _ => LongestWithin(start + ((passed - start) * (drop * LongestStep > known.Limit ? known.Limit / drop : LongestStep))),
        };
    }

    private int LongestWithin(double distance)
    {
        var length = 0;
        while (length + 1 < distances.Length && distances[length + 1] <= distance)
        {
            length++;
        }

        return length;
    }
}
