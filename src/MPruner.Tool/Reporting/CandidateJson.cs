using System.Collections.Immutable;
using MPruner.Core.Reports;
using MPruner.Tool.Options;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>The ranked runs of a chain as JSON; ranks are among runs of equally many blocks.</summary>
internal static class CandidateJson
{
    /// <summary>Adds the runs to the chains of a result's JSON.</summary>
    /// <param name="json">The result's JSON.</param>
    /// <param name="result">The result.</param>
    /// <param name="criteria">The criteria; if empty, nothing is added.</param>
    public static void AddTo(JObject json, PruningResult result, ImmutableArray<RunCriterion> criteria)
    {
        if (criteria.IsEmpty)
        {
            return;
        }

        foreach (var (chain, report) in json["chains"]!.Zip(result.Chains))
        {
            var ranking = new RunRanking(report.Candidates);
            chain["candidates"] = new JArray(report.Candidates.Select(run => new JObject
            {
                ["blocks"] = new JArray(run.Blocks),
                ["values"] = new JObject(criteria.Select(c => new JProperty(OptionWords.Of(c), RunRanking.ValueOf(run, c)))),
                ["ranks"] = new JObject(criteria.Select(c => new JProperty(OptionWords.Of(c), ranking.RankOf(run, c)))),
            }));
        }
    }
}
