using System.Collections.Immutable;

namespace MPruner.Core.Examples;

/// <summary>The part of the calibration data on which similarities are measured and seams are fitted.</summary>
/// <param name="Examples">The examples, each once, in an order drawn by the seed.</param>
/// <param name="Note"><c>MPR2321</c> if many examples of the file are repeated; otherwise null.</param>
internal sealed record MeasuredExamples(BoundExamples Examples, Diagnostic? Note)
{
    /// <summary>With fewer rows a similarity is meaningless.</summary>
    public const int Fewest = 32;

    /// <summary>This many examples determine similarities and linear maps well enough; only training benefits from more.</summary>
    private const int Most = 4096;

    /// <summary>Real data have a few repeated examples. From this share on, the file is not what it seems to be.</summary>
    private const double NotedShare = 0.01;

    /// <summary>Chooses at most 4,096 examples, spread evenly over the file, leaves repeated ones out and shuffles the rest.</summary>
    /// <remarks>
    /// Gram groups are cut from this order. In the order of a file that is sorted by class, a group would hold one class only, and its
    /// similarities would differ from those of the whole data. Two equal rows in a group look like a similarity.
    /// </remarks>
    /// <param name="calibration">The calibration data.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="cancel">Cancels between batches.</param>
    /// <exception cref="PrunerException">
    /// <c>MPR3206</c>: there are too few examples; <c>MPR3208</c>: too few of them are different.
    /// </exception>
    public static MeasuredExamples Of(BoundExamples calibration, int seed, CancellationToken cancel)
    {
        var some = calibration.Spread(Most);
        if (some.Count < Fewest)
        {
            throw new PrunerException(
                "MPR3206",
                $"{some.Name}: {some.Count} examples are left for measuring similarities; at least {Fewest} are needed, "
                + "a few hundred are recommended. Add examples; those that repeat one that is held out for judging do not count.");
        }

        var seen = new HashSet<UInt128>();
        var hashes = ExampleHashes.Of(some, cancel);
        ImmutableArray<int> different = [.. Enumerable.Range(0, some.Count).Where(example => seen.Add(hashes[example]))];
        if (different.Length < Fewest)
        {
            throw new PrunerException(
                "MPR3208",
                $"{some.Name}: only {different.Length} of {some.Count} examples are different, and similarities need at least {Fewest}. "
                + "Give inputs like those that the model will see.");
        }

        var order = new SeededRandom(seed).Choose(different.Length, different.Length);
        var repeated = some.Count - different.Length;
        return new(
            some.Subset([.. order.Select(i => different[i])]),
            repeated < NotedShare * some.Count
                ? null
                : new Diagnostic(
                    "MPR2321",
                    $"{some.Name}: {repeated} of {some.Count} examples repeat another one; similarities are measured on the other "
                    + $"{different.Length}. Leave repeated examples out, or check how the file was made."));
    }
}
