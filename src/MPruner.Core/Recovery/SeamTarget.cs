using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.TorchScript;

namespace MPruner.Core.Recovery;

/// <summary>What a run wrote in the model where nothing is missing, at chosen rows of each batch. The model is loaded only when something is asked for that is not kept.</summary>
/// <param name="engine">Runs the model.</param>
/// <param name="subject">The model.</param>
/// <param name="last">The run's last block.</param>
/// <param name="closing">How it ends: with a sum and a stream.</param>
/// <param name="examples">Calibration data.</param>
/// <param name="session">Threads and device.</param>
/// <param name="kept">What was asked for before.</param>
internal sealed class SeamTarget(IModelEngine engine, Subject subject, Block last, BlockClosing closing, BoundExamples examples, SessionOptions session, KeptAims kept) : IDisposable
{
    private IModelSession? loaded;

    /// <summary>The stream's shape.</summary>
    public StreamShape Shape => kept.Shapes.TryGetValue(last, out var known) ? known : kept.Shapes[last] = Look();

    /// <summary>The sum before the last block's closing and the stream after it, [rows, features] each.</summary>
    /// <param name="start">The batch's first example.</param>
    /// <param name="onMaps">Whether rows are positions of maps.</param>
    /// <param name="inputs">The batch's inputs.</param>
    /// <param name="rows">The chosen rows: the same ones whenever this batch comes.</param>
    public (NumericArray Sum, NumericArray Stream) At(int start, bool onMaps, ImmutableArray<NumericArray> inputs, NumericArray rows) => kept.Get((last, onMaps, start), () =>
    {
        var aims = Model.Invoke(onMaps ? SeamPrograms.PositionsMethod : SeamPrograms.TokensMethod, [.. inputs, rows]);
        return (aims[0], aims[1]);
    });

    /// <inheritdoc/>
    public void Dispose() => loaded?.Dispose();

    private IModelSession Model => loaded ??= engine.Load(SeamPrograms.Target(subject, last, closing, examples.Parameters.Length).Write(), session);

    private StreamShape Look()
    {
        var one = Stream(1);
        return new StreamShape(one.Type, one.Shape, Stream(Math.Min(2, examples.Count)).Shape);

        NumericArray Stream(int count) => Model.Invoke(SeamPrograms.LookMethod, examples.Read(0, count))[0];
    }
}

/// <summary>The residual stream's element type, and how its shape depends on the number of examples.</summary>
/// <param name="Type">The element type.</param>
/// <param name="One">The shape for one example.</param>
/// <param name="Two">The shape for two.</param>
internal sealed record StreamShape(ElementType Type, ImmutableArray<long> One, ImmutableArray<long> Two)
{
    /// <summary>The number of dimensions.</summary>
    public int Rank => One.Length;

    /// <summary>The shape for so many examples.</summary>
    public ImmutableArray<long> Of(int examples) => [.. One.Zip(Two, (one, two) => one + ((two - one) * (examples - 1)))];
}

/// <summary>What runs wrote at chosen rows, kept up to a limit: the same run comes up in many candidates.</summary>
internal sealed class KeptAims
{
    private const long MostBytes = 64 << 20;

    private readonly Dictionary<(Block Last, bool OnMaps, int Start), (NumericArray Sum, NumericArray Stream)> aims = [];
    private long bytes;

    /// <summary>The stream's shape after each block that was looked at.</summary>
    public Dictionary<Block, StreamShape> Shapes { get; } = [];

    /// <summary>The aims of a batch, made where they are not kept.</summary>
    public (NumericArray Sum, NumericArray Stream) Get((Block Last, bool OnMaps, int Start) batch, Func<(NumericArray Sum, NumericArray Stream)> make)
    {
        if (aims.TryGetValue(batch, out var known))
        {
            return known;
        }

        var made = make();
        var size = made.Sum.Data.Length + made.Stream.Data.Length;
        if (bytes + size <= MostBytes)
        {
            bytes += size;
            aims.Add(batch, made);
        }

        return made;
    }
}
