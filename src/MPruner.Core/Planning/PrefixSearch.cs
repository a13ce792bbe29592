namespace MPruner.Core.Planning;

/// <summary>
/// Searches for the longest candidate of a sequence that is accepted on the tuning split, and judges it on the accept split. As long as it
/// is rejected there, the search continues with shorter ones.
/// </summary>
/// <param name="attempts">Judges on the accept split, and knows the limit of the drop.</param>
/// <param name="sequence">The sequence.</param>
internal sealed class PrefixSearch(Attempts attempts, ICandidateSequence sequence)
{
    private readonly Stack<(int Length, Attempt Attempt)> passed = [];

    /// <summary>Whether the longest candidate is attempted first: there is a budget that only it meets.</summary>
    public bool StartsWithTheLongest { get; init; }

    /// <summary>
    /// The maximum number of attempts before the longest one that passed is judged on the accept split. If it is rejected there, shorter
    /// ones are attempted.
    /// </summary>
    public int MostAttempts { get; init; } = int.MaxValue;

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
            if (low == high || (low > 0 && made >= MostAttempts))
            {
                var decision = attempts.Accept(attempt!).Decision;
                if (decision.Accepted)
                {
                    return;
                }

                highBound = decision.Report?.Bound;
                high = Growth.Shorter(low, highBound, attempts.Limit);
                while (passed.TryPeek(out longest) && longest.Length > high)
                {
                    passed.Pop();
                }

                continue;
            }

            var known = new KnownDrops(low, attempt?.Decision.Report!.Bound ?? 0, high, highBound) { Limit = attempts.Limit };
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
