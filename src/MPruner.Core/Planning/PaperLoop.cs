using System.Collections.Immutable;
using MPruner.Core.Clustering;
using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>
/// MPruner's published loop: it removes the members 1, 1+k, 1+2k, … of every cluster of the best model so far. If the candidate is
/// accepted, it is measured again; otherwise the granularity k is increased.
/// </summary>
/// <remarks>Hu et al., arXiv 2408.13482. The same removal is not attempted twice on the same model.</remarks>
/// <param name="original">The original model, measured.</param>
/// <param name="measurer">Measures the accepted models.</param>
/// <param name="attempts">Recovers and judges candidates.</param>
/// <param name="options">The range of granularities.</param>
internal sealed class PaperLoop(MeasuredModel original, ModelMeasurer measurer, Attempts attempts, PruningOptions options) : ISearch
{
    /// <summary>Narrows the model that the loop leaves; null to remove blocks only.</summary>
    public WidthSearch? Width { get; init; }

    /// <inheritdoc/>
    public void Run()
    {
        var best = RemoveBlocks();
        Width?.Run(best.Model);
    }

    /// <returns>The last accepted model; the original if there is none.</returns>
    private MeasuredModel RemoveBlocks()
    {
        var best = original;
        var tried = new HashSet<string>();
        var k = options.FirstGranularity;
        while (k <= options.LastGranularity)
        {
            var candidate = new Candidate(best.Model, Removal(best, k));
            if (candidate.Removed.IsEmpty)
            {
                break;
            }

            if (!tried.Add(string.Join('\n', candidate.RemovedInOrder.Select(b => b.Path))))
            {
                k++;
                continue;
            }

            var estimate = Attempt.EstimateOf(best.Chains, candidate.Removed, []);
            var attempt = attempts.Try(candidate, estimate, $"Checking granularity {k}");
            attempt = attempt.Decision.Accepted ? attempts.Accept(attempt) : attempt;
            if (attempt.Decision.Accepted)
            {
                best = measurer.Measure(original.Model.Reopen(attempt.Candidate, attempt.Exact)).Model;
                tried.Clear();
            }
            else
            {
                k++;
            }
        }

        return best;
    }

    private static ImmutableHashSet<Block> Removal(MeasuredModel model, int k) =>
    [
        .. model.Chains.Zip(model.Clusters).SelectMany(chain => chain.Second
            .SelectMany(cluster => Granularity.Removed(cluster, k))
            .Select(i => chain.First.Chain.Blocks[i])
            .Where(b => b.Removable)),
    ];
}
