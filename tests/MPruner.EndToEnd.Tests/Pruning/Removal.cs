using System.Collections.Concurrent;
using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Ports;
using MPruner.Core.Reports;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>All blocks removed that the clusters propose, without labels, and what that changes in the outputs.</summary>
/// <param name="Model">The model.</param>
/// <param name="Result">The result without a limit.</param>
internal sealed record Removal(UnlabelledModel Model, PruningResult Result)
{
    private static readonly ConcurrentDictionary<string, Lazy<Removal>> Known = new();

    private static readonly PruningOptions Options =
        new() { Threshold = 0, Recovery = RecoverySteps.None, Width = false, Seed = 3, Threads = 1 };

    private static readonly SplitPlan Split = SplitPlan.Make(UnlabelledModel.Count, 0, Options.Seed);

    /// <summary>The examples of the accept split.</summary>
    public ImmutableArray<NumericArray> Judged { get; } =
        [.. Model.Examples.Arrays.Select((_, array) => Model.Examples.Read(array, Split.Accept.AsSpan()))];

    /// <summary>The error of the candidate.</summary>
    public double Error => ErrorOf(Result.Output!.Value);

    /// <summary>The one of a model; made once, however many tests use it.</summary>
    public static Removal Of(string name) => Known.GetOrAdd(name, _ => new(() => Make(UnlabelledModel.Named(name)))).Value;

    /// <summary>Prunes the same model within a limit.</summary>
    public PruningResult Within(double maxDrop) => Prune(Model, maxDrop);

    /// <summary>The original's output on the accept split.</summary>
    public NumericArray Original() => Run(Model.Bytes);

    /// <summary>The mean error of a file's outputs on the accept split, by the metric that the model should be judged by.</summary>
    public double ErrorOf(ReadOnlyMemory<byte> file)
    {
        var (before, after) = (Original(), Run(file));
        return Model.Metric == "cosine" ? CosineError(before, after) : RelativeError(before, after);
    }

    private static Removal Make(UnlabelledModel model) => new(model, Prune(model, AcceptanceGuard.Off));

    private static PruningResult Prune(UnlabelledModel model, double maxDrop) =>
        Quiet.Pipeline().Prune(new(model.Bytes, model.Examples, null, Options with { MaxDrop = maxDrop }), CancellationToken.None);

    private NumericArray Run(ReadOnlyMemory<byte> file)
    {
        using var loaded = Quiet.Run(Options).Bench.Run(file);
        return loaded.Run(Judged)[0];
    }

    private static double CosineError(NumericArray before, NumericArray after)
    {
        var width = (int)before.Shape[^1];
        return before.ToDoubles().Chunk(width).Zip(after.ToDoubles().Chunk(width)).Average(rows =>
            1 - (Product(rows.First, rows.Second) / Math.Sqrt(Product(rows.First, rows.First) * Product(rows.Second, rows.Second))));
    }

    private static double RelativeError(NumericArray before, NumericArray after)
    {
        var width = (int)(before.Count / before.Shape[0]);
        var rows = before.ToDoubles().Chunk(width).ToList();
        var mean = Enumerable.Range(0, width).Select(d => rows.Average(row => row[d])).ToArray();
        return rows.Zip(after.ToDoubles().Chunk(width)).Sum(pair => SquaredDistance(pair.First, pair.Second))
            / rows.Sum(row => SquaredDistance(row, mean));
    }

    private static double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double SquaredDistance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
