using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Fitting;
using MPruner.Core.Formats;

namespace MPruner.Core.Width;

/// <summary>Sums up what the reading layers of a model's inner dimensions read, some dimensions at a time, and caches the sums.</summary>
/// <param name="run">The bench, the seed, the progress sink and the cancellation token.</param>
/// <param name="model">The model.</param>
/// <param name="examples">Calibration data in random order.</param>
/// <param name="masks">The padding masks; padding is left out.</param>
internal sealed class ReaderSums(RunContext run, IPrunableModel model, BoundExamples examples, ImmutableArray<PaddingMask> masks)
{
    /// <summary>The sums of one group of dimensions take this many bytes at most, and so do the cached ones. A BERT-base fits.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>
    /// The input rows of all dimensions of a group are in memory at once. Where the sums are larger than this, the layers are wide, and
    /// batches small.
    /// </summary>
    private const long MostBytesOfWholeBatches = 256L << 20;

    private const int SmallBatch = 16;

    /// <summary>More places of an example are so alike that further examples are better.</summary>
    private const int MostPlaces = 64;

    private readonly Dictionary<InnerDimension, DimensionReader> cache = [];
    private long cached;

    /// <summary>The readers of dimensions, in their order. Those whose input rows the engine cannot show are left out.</summary>
    public IEnumerable<DimensionReader> Of(IEnumerable<InnerDimension> dimensions)
    {
        List<InnerDimension> group = [];
        foreach (var dimension in dimensions)
        {
            if (!cache.ContainsKey(dimension) && group.Append(dimension).Sum(Bytes) > MostBytes)
            {
                foreach (var reader in Read(group))
                {
                    yield return reader;
                }

                group.Clear();
            }

            group.Add(dimension);
        }

        foreach (var reader in Read(group))
        {
            yield return reader;
        }
    }

    private static long Bytes(InnerDimension dimension)
    {
        var size = ((long)dimension.Units * dimension.UnitWidth) + 1;
        return sizeof(double) * size * size;
    }

    private IEnumerable<DimensionReader> Read(List<InnerDimension> group)
    {
        var missing = group.Where(dimension => !cache.ContainsKey(dimension)).ToList();
        var read = missing.Count == 0 ? [] : Sum(missing).ToDictionary(reader => reader.Dimension);
        foreach (var reader in read.Values.Where(reader => cached + Bytes(reader.Dimension) <= MostBytes))
        {
            cached += Bytes(reader.Dimension);
            cache.Add(reader.Dimension, reader);
        }

        return group.Select(dimension => cache.GetValueOrDefault(dimension) ?? read.GetValueOrDefault(dimension)).OfType<DimensionReader>();
    }

    private List<DimensionReader> Sum(List<InnerDimension> dimensions)
    {
        try
        {
            using var sums = run.Bench.SumInputs(model, dimensions, examples.Parameters.Length);
            var wanted = (long)SeamFitter.RowsPerUnknown * dimensions.Max(dimension => dimension.Units * dimension.UnitWidth);
            var planned = (int)Math.Min(Math.Max(SeamFitter.FewestExamples, wanted / MostPlaces), examples.Count);
            var places = new InputPlaces(masks, (int)Math.Clamp((wanted + planned - 1) / planned, 1, MostPlaces));
            var batch = dimensions.Sum(Bytes) > MostBytesOfWholeBatches ? SmallBatch : run.Options.GramRows;
            Add(sums, places, (0, planned), batch);
            var readers = Readers(sums, dimensions);
            var rows = readers.Select(reader => reader.Rows).DefaultIfEmpty(wanted).Min();
            if (rows < wanted && planned < examples.Count)
            {
                // Some rows are whole examples, or there are few positions.
                Add(sums, places, (planned, (int)Math.Min(wanted * planned / rows, examples.Count)), batch);
                readers = Readers(sums, dimensions);
            }

            return readers;
        }
        catch (EngineRefusedException refused)
        {
            run.Progress.Warn(new Diagnostic(
                "MPR2325",
                $"{dimensions.Count} inner dimensions, from {dimensions[0]} on, are not narrowed: the engine cannot show their values: "
                + (refused.Reason ?? refused.Message)));
            return [];
        }
    }

    private void Add(IInputSums sums, InputPlaces places, (int Start, int End) range, int batch)
    {
        for (var start = range.Start; start < range.End; start += batch)
        {
            run.Cancel.ThrowIfCancellationRequested();
            var count = Math.Min(batch, range.End - start);
            var inputs = examples.Read(start, count);
            var random = new SeededRandom(((long)run.Options.Seed << 32) | (uint)start);
            sums.Add(inputs, places.Choose(inputs, random));
            run.Progress.Report("Measuring inner dimensions", start + count, range.End);
        }
    }

    private List<DimensionReader> Readers(IInputSums sums, List<InnerDimension> dimensions) =>
    [
        .. from dimension in dimensions
           let gram = sums.Gram(dimension)
           where gram is not null
           let reader = DimensionReader.Of(dimension, model.Reader(dimension), gram)
           where reader is not null
           select reader,
    ];
}
