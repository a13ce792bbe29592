namespace MPruner.Core.Planning;

/// <summary>
/// Searches for the longest candidate of a sequence that is accepted on the tuning split, and judges it on the accept split. As long as it
/// is rejected there, the search continues with shorter ones. Once one is accepted, those between that the tuning split accepted are judged
/// as well.
/// </summary>
/// <param name="attempts">Judges on the accept split, and knows the limit of the drop.</param>
/// <param name="sequence">The sequence.</param>
internal sealed class PrefixSearch(Attempts attempts, ICandidateSequence sequence)
{
    private readonly Stack<(int Length, Attempt Attempt)> passed = [];

    /// <summary>Those that passed, but are left out after a longer one was rejected on the accept split; the shortest is on top.</summary>
    private readonly Stack<Attempt> leftOut = [];

    /// <summary>Whether the longest candidate is attempted first: there is a budget that only it meets.</summary>
    public bool StartsWithTheLongest { get; init; }

    /// <summary>
    /// The maximum number of attempts before the longest one that passed is judged on the accept split. If it is rejected there, shorter
    /// ones are attempted.
    /// </summary>
    public int MostAttempts { get; init; } = int.MaxValue;

    /// <summary>
    /// The share of the limit that is aimed at. A candidate whose bound reaches it is not improved on: each attempt needs a higher
    /// confidence, so little would be won. Null to come as near to the limit as possible.
    /// </summary>
    public double? Aim { get; init; }

    /// <summary>What is known of a candidate of about some length that was rejected elsewhere; null if there is none.</summary>
    public (int Length, double Bound)? Similar { get; init; }

    /// <summary>How the drop grows with the length.</summary>
    public required DropGrowth Growth { get; init; }

    /// <summary>Searches. The result is <see cref="Attempts.Best"/>.</summary>
    /// <param name="high">The length of the longest candidate that may still be accepted.</param>
    /// <param name="highBound">The guard's bound for a candidate of length <paramref name="high"/> + 1; null if unknown.</param>
    public void Run(int high, double? highBound)
    {
        for (var made = 0; high > 0;)
        {
            var (low, attempt) = passed.TryPeek(out var longest) ? longest : (0, null);
            var bound = attempt?.Decision.Report!.Bound ?? 0;
            if (low == high || (low > 0 && (made >= MostAttempts || bound >= Aim * attempts.Limit)))
            {
                var decision = attempts.Accept(attempt!).Decision;
                if (decision.Accepted)
                {
                    for (var isBest = true; isBest && leftOut.TryPop(out var longer);)
                    {
                        isBest = attempts.Accept(longer).Decision.Accepted;
                    }

                    return;
                }

                highBound = decision.Report?.Bound;
                high = Growth.Shorter(low, highBound, attempts.Limit);
                passed.Pop();
                leftOut.Clear();
                while (passed.TryPeek(out longest) && longest.Length > high)
                {
                    leftOut.Push(passed.Pop().Attempt);
                }

                continue;
            }

            var known = new KnownDrops(low, bound, high, highBound) { Limit = (Aim ?? 1) * attempts.Limit };
            if (highBound is null && Similar is { } similar && similar.Length > low && similar.Length <= high)
            {
                known = known with { High = similar.Length - 1, HighBound = similar.Bound };
            }

            var length = StartsWithTheLongest && low == 0 && highBound is null ? high : Math.Clamp(Growth.Next(known), low + 1, high);
            if (sequence.Reach(length) is var reached && reached < length)
            {
                high = reached;
                continue;
            }

            made++;
            attempt = sequence.Try(length, low);
            if (attempt.Decision.Accepted)
            {
                passed.Push((length, attempt));
            }
            else
            {
                (high, highBound) = (length - 1, attempt.Decision.Report?.Bound);
            }
        }
    }
}
