using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.Core.Clustering;
using MPruner.Core.Similarity;
using Newtonsoft.Json.Linq;

namespace MPruner.Core.Tests.Clustering;

public sealed class ClusteringRandomMatrices
{
    private const int Count = 300;

    [Fact]
    public void EqualsNumPysClustersAndRemovalsByBothRules()
    {
        List<Case> cases = [.. Enumerable.Range(0, Count).Select(Draw)];
        var answers = AskNumPy(new JArray(cases.Select(c => c.ToJson())));

        Assert.Equal(Count, answers.Count);
        foreach (var (drawn, expected) in cases.Zip(answers))
        {
            Check(drawn, expected["anchor"]!, ClusterFinder.Anchor(drawn.Cka, drawn.Threshold, drawn.Breaks));
            Check(drawn, expected["complete"]!, ClusterFinder.Complete(drawn.Cka, drawn.Threshold, drawn.Breaks));
        }

        // The rules must have been told apart, and clusters of several blocks must have been there.
        Assert.Contains(answers, a => !JToken.DeepEquals(a["anchor"], a["complete"]));
        Assert.Contains(answers, a => a["complete"]!["clusters"]!.Any(cluster => cluster.Count() > 2));

        static void Check(Case drawn, JToken expected, ImmutableArray<ImmutableArray<int>> found)
        {
            Assert.Equal(expected["clusters"]!.Select(c => c.Select(i => (int)i)), found.Select(c => c.AsEnumerable()));
            Assert.Equal(expected["removed"]!.Select(i => (int)i), found.SelectMany(cluster => Granularity.Removed(cluster, drawn.Granularity)));
        }
    }

    private static Case Draw(int seed)
    {
        var random = new SeededRandom(seed);
        var size = random.Next(10);
        var matrix = new SimilarityMatrix(size);
        for (var i = 0; i < size; i++)
        {
            for (var j = i; j < size; j++)
            {
                // Tenths, so that similarities lie exactly at the threshold too.
                matrix[i, j] = random.Next(12) == 0 ? null : i == j ? 1 : (3 + random.Next(8)) / 10.0;
            }
        }

        return new Case(matrix, (3 + random.Next(5)) / 10.0, [.. Enumerable.Range(0, size).Select(_ => random.Next(10) == 0)], 1 + random.Next(4));
    }

    private static JArray AskNumPy(JArray tasks)
    {
        var script = Path.Combine(Repository.Root, "tests", "MPruner.Core.Tests", "Clustering", "clusters.py");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-B", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        process.StandardInput.Write(tasks.ToString());
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return JArray.Parse(output);
    }

    private sealed record Case(SimilarityMatrix Cka, double Threshold, bool[] Breaks, int Granularity)
    {
        public JObject ToJson() => new()
        {
            ["cka"] = new JArray(Enumerable.Range(0, Cka.Size).Select(i => new JArray(Enumerable.Range(0, Cka.Size).Select(j => new JValue(Cka[i, j]))))),
            ["threshold"] = Threshold,
            ["break_before"] = new JArray(Breaks),
            ["granularity"] = Granularity,
        };
    }
}
