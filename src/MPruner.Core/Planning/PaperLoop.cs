using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Clustering;
using MPruner.Core.Instrumentation;
using MPruner.Core.Recovery;

namespace MPruner.Core.Planning;

/// <summary>MPruner's published loop: clusters of the best model so far lose all members but every k-th; while that is accepted the model is measured anew, else k grows.</summary>
/// <remarks>Hu et al., arXiv 2408.13482. A removal that was tried on the same model is not tried again.</remarks>
/// <param name="original">The model as it is.</param>
/// <param name="measurements">Its chains.</param>
/// <param name="measure">Measures another model's.</param>
/// <param name="attempts">Recovers and judges candidates.</param>
/// <param name="options">Threshold, clustering, granularities.</param>
internal sealed class PaperLoop(
    Subject original,
    ImmutableArray<ChainMeasurement> measurements,
    Func<Subject, ImmutableArray<ChainMeasurement>> measure,
    Attempts attempts,
    PruningOptions options) : ISearch
{
    /// <inheritdoc/>
    public void Run()
    {
        var (best, chains) = (original, measurements);
        var tried = new HashSet<string>();
        var k = options.FirstGranularity;
        while (k <= options.LastGranularity)
        {
            var candidate = new Candidate(best.Measured(chains), Removal(chains, k));
            if (candidate.Removed.IsEmpty)
            {
                return;
            }

            if (!tried.Add(string.Join('\n', candidate.RemovedInOrder.Select(b => b.Path))))
            {
                k++;
                continue;
            }

            var attempt = attempts.Try(candidate, candidate with { Removed = [] }, chains, $"Checking granularity {k}");
            attempt = attempt.Decision.Accepted ? attempts.Accept(attempt) : attempt;
            if (attempt.Decision.Accepted)
            {
                best = original.Reopened(attempt.File, attempt.Removed, options.Blocks);
                chains = measure(best);
                tried.Clear();
            }
            else
            {
                k++;
            }
        }
    }

    private ImmutableHashSet<Block> Removal(ImmutableArray<ChainMeasurement> chains, int k) =>
    [
        .. chains.SelectMany(chain => ClusterFinder.Find(options.Clustering, chain.Cka, options.Threshold, chain.BreakBefore.AsSpan())
            .SelectMany(cluster => Granularity.Removed(cluster, k))
            .Select(i => chain.Chain.Blocks[i])
            .Where(b => b.Removable)),
    ];
}
