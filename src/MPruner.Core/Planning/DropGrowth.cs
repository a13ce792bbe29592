using System.Collections.Immutable;

namespace MPruner.Core.Planning;

/// <summary>Where the drop of ever smaller candidates is expected to reach the limit.</summary>
internal abstract class DropGrowth
{
    /// <summary>The length to attempt next, between what is known.</summary>
    public abstract int Next(KnownDrops known);

    /// <summary>The greatest length that is worth an attempt after a candidate was rejected on the accept split.</summary>
    /// <param name="length">The candidate's length.</param>
    /// <param name="bound">The guard's bound there; null if it was not measured.</param>
    /// <param name="limit">The largest accepted drop.</param>
    public virtual int Shorter(int length, double? bound, double limit) => length - 1;
}

/// <summary>What is known of the drops of candidates.</summary>
/// <param name="Low">The length of the longest candidate that passed; 0 if there is none.</param>
/// <param name="LowBound">The guard's bound for it.</param>
/// <param name="High">The length of the longest candidate that may still pass.</param>
/// <param name="HighBound">The guard's bound for the next longer one, which was rejected; null if unknown.</param>
internal sealed record KnownDrops(int Low, double LowBound, int High, double? HighBound)
{
    /// <summary>The largest accepted drop.</summary>
    public required double Limit { get; init; }
}

/// <summary>The drop grows with the cube of what is removed, in steps of equal size: blocks, or about as many parameters.</summary>
/// <remarks>On the CNNs of docs/results.md it grows with the third to fifth power of the number of blocks.</remarks>
internal sealed class CubicGrowth : DropGrowth
{
    /// <inheritdoc/>
    public override int Next(KnownDrops known)
    {
        var share = known.HighBound is { } refused && refused > known.LowBound
            ? Math.Cbrt((known.Limit - known.LowBound) / (refused - known.LowBound))
            : 0.5;
        return known.Low + (int)Math.Round((known.High - known.Low + 1) * share);
    }
}

/// <summary>The drop grows like the distances that were predicted.</summary>
/// <param name="distances">The predicted distance of each length, from 0 on; it never falls.</param>
internal sealed class PredictedGrowth(ImmutableArray<double> distances) : DropGrowth
{
    /// <summary>The distance, as a share of the limit, where a search without any measurement starts.</summary>
    /// <remarks>For classes the distance is in nats: on the CNNs of docs/results.md it is 1.7 to 2 times the accuracy lost.</remarks>
    private const double FirstShare = 1.5;

    /// <summary>
    /// A measured drop counts as this share of the expected one at least: with some thousand labelled examples it may be next to nothing by
    /// chance.
    /// </summary>
    private const double LeastShare = 0.5;

    /// <summary>
    /// After a rejection on the accept split the next candidate should not be rejected again, since each needs a higher level.
    /// </summary>
    private const double Margin = 0.8;

    /// <inheritdoc/>
    public override int Next(KnownDrops known)
    {
        var (start, passed) = (distances[0], distances[known.Low]);
        var least = Math.Max(LeastShare * (passed - start) / FirstShare, double.Epsilon);
        return LongestWithin((known.HighBound, known.Low) switch
        {
            ({ } refused, _) when refused > known.LowBound && known.LowBound < known.Limit =>
                passed + ((known.Limit - known.LowBound) / (refused - known.LowBound) * (distances[known.High + 1] - passed)),
            (_, 0) => start + (FirstShare * known.Limit),
            _ => start + ((passed - start) * known.Limit / Math.Max(known.LowBound, least)),
        });
    }

    /// <inheritdoc/>
    public override int Shorter(int length, double? bound, double limit) => bound > limit
        ? Math.Min(LongestWithin(distances[0] + ((distances[length] - distances[0]) * Margin * limit / bound.Value)), length - 1)
        : length - 1;

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
