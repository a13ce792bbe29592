using System.Collections.Immutable;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;
using MPruner.Shared.Files;
using MPruner.Tool.Running;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests;

/// <summary>Results with every member set.</summary>
internal static class Example
{
    private static readonly StoredWeights Stored = new(WeightStorage.Int8) { Steps = 31 };

    private static readonly ImmutableArray<NarrowedDimension> Narrowed =
        [new("stage1.0", "stage1.0.conv2", "channel", new Change(16, 9), 2_030) { Error = 0.125 }];

    public static PruningResult Pruned(byte[] output) => new()
    {
        Output = output,
        Parameters = new Change(144_570, 120_986),
        Bytes = new Change(600_123, output.Length),
        Chains =
        [
            new ChainReport(
                "stage1",
                [
                    Block("stage1.0", 4_672) with { Inner = [Dimension("stage1.0.conv2")] },
                    Block("stage1.1", 4_672) with { Inner = [Dimension("stage1.1.conv2")] },
                    Block("stage1.2", 4_672, "its output's shape is not its input's") with
                    {
                        NotNarrowed = "conv1 is a grouped convolution.",
                    },
                ])
            {
                Cka = Matrix(3, [1, 0.9875, null, 0.9875, 1, 0.5, null, 0.5, 1]),
                CkaStandardised = Matrix(3, [1, 0.97, 0.2, 0.97, 1, 0.4, 0.2, 0.4, 1]),
                Clusters = [[0, 1], [2]],
                Runs = [new RunReport(["stage1.1"], 0.9875, 0.97, 0.96875, 0.0625, 0.984375)],
            },
        ],
        Removed = ["stage1.1"],
        Verdicts =
        [
            new Verdict(["stage1.1", "stage1.2"], 0.5, null, 0.25, "rejected: drop 0.25 > 0.01")
            {
                Metric = "accuracy",
                Cosine = 0.75,
                DeletionError = 0.5,
            },
            new Verdict(["stage1.1"], 0.9875, 0.97, 0.002, "accepted")
            {
                Metric = "accuracy",
                Cosine = 0.96875,
                DeletionError = 0.0625,
                AffineR2 = 0.984375,
                Narrowed = Narrowed,
            },
            new Verdict([], null, null, 0.002, "accepted") { Metric = "accuracy", Stored = Stored },
        ],
        Narrowed = Narrowed,
        Stored = Stored,
        Quality = new QualityReport("accuracy", 0.924, 0.922, 0.002, -0.0015, 0.0055, 0.002, 5_000, true),
        Examples = new ExampleCounts(512, 4_096, 2_500, 5_000),
        Timings = new Timings { Load = 0.1, Analysis = 2.5, Recovery = 1.5, Evaluation = 3 },
        Engine = "test engine 1",
        Warnings = [new Diagnostic("MPR2901", "Few examples.")],
    };

    /// <summary>The object of <c>mpruner prune --json</c> with such a result.</summary>
    public static JObject Document(PruningResult result)
    {
        var files = new ResultFiles(new("model.pt", ContentHash.OfBytes([9])))
        {
            Output = new("small.pt", ContentHash.OfBytes([1, 2, 3])),
            Calibration = new("data/model.calibration.npz", ContentHash.OfBytes([4])),
            Evaluation = new("data/model.evaluation.npz", ContentHash.OfBytes([5])),
        };
        return ResultJson.Of("prune", result, files, new PruningOptions { Threads = 2, Seed = 7 });
    }

    private static BlockReport Block(string path, long parameters, string? reason = null) =>
        new(path, "__torch__.model.Residual", parameters, reason is null, reason);

    private static DimensionReport Dimension(string path) => new(path, "channel", 16, 9, 4_640);

    private static SimilarityMatrix Matrix(int size, double?[] values)
    {
        var matrix = new SimilarityMatrix(size);
        for (var i = 0; i < values.Length; i++)
        {
            matrix[i / size, i % size] = values[i];
        }

        return matrix;
    }
}
