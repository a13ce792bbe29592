using MPruner.Core.Acceptance;
using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>
/// Stores the weights of the best model so far in fewer bytes, as far as the guard accepts the file that is then shipped. Where it refuses
/// <see cref="WeightStorage.Int8"/>, <see cref="WeightStorage.Float16"/> is tried.
/// </summary>
/// <param name="run">The options.</param>
/// <param name="judge">Compares files that differ only in how weights are stored.</param>
/// <param name="attempts">Judges the files.</param>
internal sealed class StorageChoice(RunContext run, CandidateJudge judge, Attempts attempts)
{
    /// <summary>Numbers of steps that are tried, from 8 bits down to 5.</summary>
    private static readonly int[] Steps = [StoredWeights.MostSteps, 90, 63, 45, 31, 23, 15];

    /// <summary>The share of <c>MaxDrop</c> by which fewer steps may move the outputs away from the original's.</summary>
    private const double Share = 0.25;

    /// <summary>The largest <c>MaxDrop</c> that counts here: one that switches the guard off is no wish for coarse weights.</summary>
    private const double LargestDrop = 0.01;

    private readonly List<string> refusals = [];

    /// <summary>The warning <c>MPR2330</c> if the weights are not stored as they were asked to be.</summary>
    public Diagnostic? Note { get; private set; }

    /// <summary>Stores the weights of the best attempt, or those of the original if no block was removed.</summary>
    /// <param name="original">The original.</param>
    public void Run(IPrunableModel original)
    {
        var start = attempts.Best?.Candidate ?? new Candidate(original, []);
        var accepted = InTurn(start, run.Options.Storage).FirstOrDefault(IsAccepted);
        var form = accepted?.Stored!.Form ?? WeightStorage.Float32;
        Note = form == run.Options.Storage
            ? null
            : new(
                "MPR2330",
                $"The weights are stored as {form} and not as {run.Options.Storage}: {string.Join("; ", refusals)}. "
                + "Raise MaxDrop, give more evaluation data, or ask for a more exact Storage.");
    }

    private IEnumerable<Candidate> InTurn(Candidate start, WeightStorage asked)
    {
        if (asked == WeightStorage.Int8)
        {
            var exact = start.StoredAs(WeightStorage.Int8);
            var few = WithFewSteps(exact);
            yield return few;
            if (few.Stored != exact.Stored)
            {
                yield return exact;
            }
        }

        if (asked != WeightStorage.Float32)
        {
            yield return start.StoredAs(WeightStorage.Float16);
        }
    }

    private bool IsAccepted(Candidate candidate)
    {
        var attempt = attempts.TryStored(candidate);
        attempt = attempt.Decision.Accepted ? attempts.Accept(attempt) : attempt;
        if (!attempt.Decision.Accepted)
        {
            refusals.Add($"{Describe(candidate.Stored!)} was {attempt.Decision.Decision}");
        }

        return attempt.Decision.Accepted;
    }

    private static string Describe(StoredWeights stored) => stored.Form == WeightStorage.Int8
        ? FormattableString.Invariant($"{stored.Form} in {stored.Steps} steps")
        : stored.Form.ToString();

    /// <summary>The candidate with the fewest steps that hardly move its outputs.</summary>
    private Candidate WithFewSteps(Candidate exact)
    {
        var farthest = Distance(exact) + (Share * Math.Min(run.Options.MaxDrop, LargestDrop));
        return Steps
            .Select(steps => exact with { Stored = exact.Stored! with { Steps = steps } })
            .TakeWhile(candidate => candidate.Stored == exact.Stored || Distance(candidate) <= farthest)
            .Last();
    }

    private double Distance(Candidate candidate) => judge.Compare(candidate.Model.Write(candidate)).Value;
}
