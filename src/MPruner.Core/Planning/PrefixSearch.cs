namespace MPruner.Core.Planning;

/// <summary>
/// Searches for the longest candidate of a sequence that is accepted on the tuning split, and judges it on the accept split. As long as it
/// is rejected there, the search continues with shorter ones. Once one is accepted, those between that the tuning split accepted are judged
/// as well.
/// </summary>
/// <remarks>
/// Every candidate needs a higher confidence than the one before it. Therefore what is known of a candidate counts as its bound at the
/// confidence that is needed next, and the next length is where that is expected to reach the limit.
/// </remarks>
/// <param name="attempts">Judges on the accept split, and knows the limit of the drop.</param>
/// <param name="sequence">The sequence.</param>
internal sealed class PrefixSearch(Attempts attempts, ICandidateSequence sequence)
{
    /// <summary>
    /// The share of the limit that is expected of the next candidate after the accept split rejected one, or after any was rejected as long
    /// as none has passed. Where the limit itself is expected, half of them would be rejected again, and each costs a recovery.
    /// </summary>
    private const double Margin = 0.8;

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
    /// How many standard errors a drop on the tuning split is at least taken to be greater on the accept split. Without a reserve, what the
    /// one just accepts would be rejected by the other every second time.
    /// </summary>
    public double Reserve { get; init; }

    /// <summary>The share of the limit from which on a mean drop is near enough to it: another attempt would win little.</summary>
    public double Enough { get; init; } = 1;

    /// <summary>A candidate that was rejected before; null if there is none.</summary>
    public Rejection? Rejected { get; init; }

    /// <summary>
    /// The accepted model for which length 0 stands: all candidates are smaller. Null for the original, or where that model's drop says
    /// nothing about those of the candidates.
    /// </summary>
    public Attempt? Start { get; init; }

    /// <summary>How the drop grows with the length.</summary>
    public required DropGrowth Growth { get; init; }

    /// <summary>Searches. The result is <see cref="Attempts.Best"/>.</summary>
    /// <param name="high">The length of the longest candidate that may still be accepted.</param>
    public void Run(int high)
    {
        var rejected = Rejected;
        for (var made = 0; high > 0;)
        {
            var (low, attempt) = passed.TryPeek(out var longest) ? longest : (0, null);
            var bound = (attempt ?? Start) is { } accepted ? attempts.NextBound(accepted, Reserve)!.Value : 0;
            var isNear = bound >= attempts.Limit || attempt?.Decision.Drop!.Mean >= Enough * attempts.Limit;
            if (low > 0 && (low == high || made >= MostAttempts || isNear))
            {
                var judged = attempts.Accept(attempt!);
                if (judged.Decision.Accepted)
                {
                    AcceptLonger();
                    return;
                }

                rejected = new(low, judged) { OnAccept = true };
                var shorter = Growth.Next(new(default, DropOf(rejected, 0), low - 1) { Limit = Margin * attempts.Limit });
                high = Math.Clamp(shorter, 0, low - 1);
                LeaveOut(high);
                continue;
            }

            var known = new KnownDrops(new(low, bound), DropOf(rejected, low), high)
            {
                Limit = (rejected is not null && low == 0 ? Margin : 1) * attempts.Limit,
            };
            var length = StartsWithTheLongest && made == 0 ? high : Math.Clamp(Growth.Next(known), low + 1, high);
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
                (high, rejected) = (length - 1, new(length, attempt));
            }
        }
    }

    private void AcceptLonger()
    {
        for (var isBest = true; isBest && leftOut.TryPop(out var longer);)
        {
            isBest = attempts.Accept(longer).Decision.Accepted;
        }
    }

    /// <summary>Leaves out all that passed and are longer.</summary>
    private void LeaveOut(int longerThan)
    {
        passed.Pop();
        leftOut.Clear();
        while (passed.TryPeek(out var longest) && longest.Length > longerThan)
        {
            leftOut.Push(passed.Pop().Attempt);
        }
    }

    /// <summary>The drop of a rejected candidate; null if it is not longer than what passed, or was not measured.</summary>
    private LengthDrop? DropOf(Rejection? rejected, int low)
    {
        if (rejected is null || rejected.Length <= low)
        {
            return null;
        }

        var drop = rejected.OnAccept ? attempts.NextFinalBound(rejected.Attempt) : attempts.NextBound(rejected.Attempt, Reserve);
        return drop is null ? null : new(rejected.Length, drop.Value);
    }
}

/// <summary>A candidate that was rejected.</summary>
/// <param name="Length">Its length, or that of the candidate in the sequence that has about its size.</param>
/// <param name="Attempt">The attempt.</param>
internal sealed record Rejection(int Length, Attempt Attempt)
{
    /// <summary>Whether the accept split rejected it, after the tuning split had accepted it.</summary>
    public bool OnAccept { get; init; }
}
