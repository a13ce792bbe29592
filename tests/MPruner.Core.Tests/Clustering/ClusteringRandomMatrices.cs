using System.Collections.Immutable;
using MPruner.Core.Clustering;
using MPruner.Core.Similarity;
using Newtonsoft.Json.Linq;

namespace MPruner.Core.Tests.Clustering;

/// <summary>clusters.py generated the matrices and recorded NumPy's results: block indices, which are compared exactly.</summary>
public sealed class ClusteringRandomMatrices
{
    [Fact]
    public void EqualsNumPysClustersAndRemovalsByBothRules()
    {
        var cases = JArray.Parse(File.ReadAllText(Path.Combine(Repository.Recorded, "clusters.json")));

        Assert.Equal(300, cases.Count);
        foreach (var drawn in cases)
        {
            var (cka, threshold) = (Matrix(drawn["cka"]!), (double)drawn["threshold"]!);
            bool[] breaks = [.. drawn["break_before"]!.Select(b => (bool)b)];
            Check(drawn, "anchor", ClusterFinder.Anchor(cka, threshold, breaks));
            Check(drawn, "complete", ClusterFinder.Complete(cka, threshold, breaks));
        }

        // The cases must distinguish the two rules, and must contain clusters of several blocks.
        Assert.Contains(cases, a => !JToken.DeepEquals(a["anchor"], a["complete"]));
        Assert.Contains(cases, a => a["complete"]!["clusters"]!.Any(cluster => cluster.Count() > 2));

        static void Check(JToken drawn, string rule, ImmutableArray<ImmutableArray<int>> found)
        {
            var expected = drawn[rule]!;
            Assert.Equal(expected["clusters"]!.Select(c => c.Select(i => (int)i)), found.Select(c => c.AsEnumerable()));
            var removed = found.SelectMany(cluster => Granularity.Removed(cluster, (int)drawn["granularity"]!));
            Assert.Equal(expected["removed"]!.Select(i => (int)i), removed);
        }
    }

    [Fact]
    public void ComparesWithWhatNumPySaysNow()
    {
        PythonJudge.OrSkip();
        var folder = Directory.CreateTempSubdirectory("mpruner-");
        PythonJudge.Run("MPruner.Core.Tests/Clustering/clusters.py", [folder.FullName]);
        var now = File.ReadAllText(Path.Combine(folder.FullName, "clusters.json"));
        folder.Delete(recursive: true);

        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Recorded, "clusters.json")), now);
    }

    private static SimilarityMatrix Matrix(JToken rows)
    {
        var matrix = new SimilarityMatrix(rows.Count());
        for (var i = 0; i < matrix.Size; i++)
        {
            for (var j = i; j < matrix.Size; j++)
            {
                matrix[i, j] = (double?)rows[i]![j];
            }
        }

        return matrix;
    }
}
