using MPruner.Core.Acceptance;
using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>
/// Chooses how weights are stored. The form is chosen before the search, and every attempt is judged as the file that would be shipped.
/// </summary>
internal sealed class StorageChoice
{
    /// <summary>Numbers of steps that are tried, from 8 bits down to 5.</summary>
    private static readonly int[] Steps = [StoredWeights.MostSteps, 90, 63, 45, 31, 23, 15];

    /// <summary>The share of <c>MaxDrop</c> by which fewer steps may move the outputs away from the original's.</summary>
    private const double Share = 0.25;

    /// <summary>The largest <c>MaxDrop</c> that counts for that: one that switches the guard off is no wish for coarse weights.</summary>
    private const double LargestDrop = 0.01;

    private readonly RunContext run;
    private readonly CandidateJudge judge;
    private readonly List<string> refusals = [];
    private bool costsQuality;

    /// <param name="run">The options.</param>
    /// <param name="judge">Compares files that differ only in how weights are stored.</param>
    /// <param name="original">The original.</param>
    public StorageChoice(RunContext run, CandidateJudge judge, IPrunableModel original)
    {
        (this.run, this.judge) = (run, judge);
        Form = run.Options.Storage;
        while (Form != WeightStorage.Float32 && !IsWorthwhile(new Candidate(original, [])))
        {
            Form--;
        }

        var (parameters, bytes) = (run.Options.MaxParameters, run.Options.MaxBytes);
        Budget = new(parameters, bytes, bytes is null ? null : WithFewSteps(new Candidate(original, []).StoredAs(Form)).Stored);
    }

    /// <summary>
    /// The maximum size of the result. Bytes are those of a file in the steps that hardly move the outputs of the original: fewer steps
    /// cost less than removed blocks or units.
    /// </summary>
    public SizeBudget Budget { get; }

    /// <summary>The form of every attempt: the one that was asked for, or a more exact one where the original would be hurt.</summary>
    public WeightStorage Form { get; private set; }

    /// <summary>The warning <c>MPR2330</c> if the weights are not stored as they were asked to be.</summary>
    /// <param name="best">The best attempt; null if there is none.</param>
    public Diagnostic? Note(Attempt? best)
    {
        var (asked, stored) = (run.Options.Storage, best?.Candidate.Stored?.Form ?? WeightStorage.Float32);
        var found = stored == WeightStorage.Float32 ? "as they are" : $"as {stored}";
        return stored == asked
            ? null
            : new(
                "MPR2330",
                $"The weights are stored {found} and not as {asked}: {string.Join("; ", refusals)}. "
                + (costsQuality ? "Raise MaxDrop, give more evaluation data, or ask for a more exact Storage." : "Leave Storage out."));
    }

    /// <summary>
    /// A candidate as it would be shipped: with <see cref="WeightStorage.Int8"/>, in the fewest steps that hardly move its outputs; with a
    /// budget in bytes, in no more than those on which it counts.
    /// </summary>
    public Candidate Shipped(Candidate candidate)
    {
        var shipped = WithFewSteps(candidate.StoredAs(Form));
        return shipped.Stored?.Steps > Budget.Stored?.Steps ? shipped with { Stored = Budget.Stored } : shipped;
    }

    /// <summary>Stores the weights of the original, if no attempt was accepted.</summary>
    /// <param name="original">The original.</param>
    /// <param name="attempts">Judges the files.</param>
    public void StoreOriginal(IPrunableModel original, Attempts attempts)
    {
        var done = attempts.Best is not null;
        for (var form = Form; form != WeightStorage.Float32 && !done; form--)
        {
            var exact = new Candidate(original, []).StoredAs(form);
            done = new[] { WithFewSteps(exact), exact }.Distinct().Any(candidate => IsAccepted(candidate, attempts));
        }
    }

    /// <summary>Whether the form makes the file smaller, and alone moves the outputs by at most the largest drop.</summary>
    private bool IsWorthwhile(Candidate original)
    {
        var file = original.Model.Write(original.StoredAs(Form));
        var distance = judge.Outputs.Compare(file).Value;
        var (length, limit) = (original.Model.File.Length, run.Options.MaxDrop);
        if (file.Length < length && distance <= limit)
        {
            return true;
        }

        costsQuality |= file.Length < length;
        refusals.Add(file.Length < length
            ? FormattableString.Invariant($"{Form} alone moves the original's outputs by {distance:g3}, more than MaxDrop {limit}")
            : FormattableString.Invariant($"as {Form} the original's file would have {file.Length} bytes, not fewer than {length}"));
        return false;
    }

    private bool IsAccepted(Candidate candidate, Attempts attempts)
    {
        var decision = attempts.TryStored(candidate).Decision;
        if (!decision.Accepted)
        {
            costsQuality = true;
            refusals.Add($"{candidate.Stored!.Form} in {candidate.Stored.Steps} steps was {decision.Decision}");
        }

        return decision.Accepted;
    }

    private Candidate WithFewSteps(Candidate exact)
    {
        if (exact.Stored?.Form != WeightStorage.Int8)
        {
            return exact;
        }

        var farthest = Distance(exact) + (Share * Math.Min(run.Options.MaxDrop, LargestDrop));
        return Steps
            .Select(steps => exact with { Stored = exact.Stored! with { Steps = steps } })
            .TakeWhile(candidate => candidate.Stored == exact.Stored || Distance(candidate) <= farthest)
            .Last();
    }

    private double Distance(Candidate candidate) => judge.Outputs.Compare(candidate.Model.Write(candidate)).Value;
}
