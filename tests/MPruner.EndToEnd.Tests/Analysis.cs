using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Reports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Recording;

namespace MPruner.EndToEnd.Tests;

/// <summary>The result of analysing a specimen, and the Gram groups that the engine was given.</summary>
internal sealed record Analysis(PruningResult Result, ImmutableArray<GramGroup> Groups)
{
    private static readonly ConcurrentDictionary<string, Lazy<Analysis>> Known = new();

    /// <summary>Analyses a specimen with default options; once, however many tests use it.</summary>
    public static Analysis Of(string specimen) =>
        Known.GetOrAdd(specimen, name => new(() => Of(Specimen.Named(name).Model, Specimen.Named(name).Examples))).Value;

    /// <summary>A specimen after measuring: blocks that turned out not to be removable have their reason.</summary>
    public static ScriptModel Measured(string specimen)
    {
        var reasons = Of(specimen).Result.Chains.SelectMany(c => c.Blocks).ToDictionary(b => b.Path, b => b.Reason);
        var model = ScriptModel.Open(Specimen.Named(specimen).Model, null);
        var chains = model.Chains.Select(c => new BlockChain([.. c.Blocks.Select(b => b with { Reason = reasons[b.Path] })]));
        return (ScriptModel)model.With([.. chains]);
    }

    /// <summary>Analyses a model.</summary>
    public static Analysis Of(byte[] model, IExampleSource examples, PruningOptions? options = null)
    {
        var engine = new ListeningEngine();
        var pipeline = Quiet.Pipeline(engine);
        var result = pipeline.Analyze(new(model, examples, options ?? new(), CompareForward: false), CancellationToken.None);

        // A model is measured again where a run shows that the blocks are others; before each time one call asks for shapes only.
        var calls = Measuring(engine).ToList();
        return new(result, [.. calls.Skip(calls.FindLastIndex(inputs => inputs[^4].Count == 0) + 1).Select(GramGroup.Of)]);
    }

    private static IEnumerable<IReadOnlyList<NumericArray>> Measuring(ListeningEngine engine) =>
        engine.Calls.Where(call => call.Method == Instrumenter.MeasureMethod).Select(call => call.Inputs);
}

/// <summary>One Gram group as the engine was given it.</summary>
/// <param name="Inputs">The arguments of <c>forward</c>.</param>
/// <param name="Rows">
/// For every block the chosen rows of its output, its two leading dimensions flattened; meaningless unless it has tokens.
/// </param>
internal sealed record GramGroup(ImmutableArray<NumericArray> Inputs, ImmutableArray<ImmutableArray<long>> Rows)
{
    /// <summary>The number of examples.</summary>
    public int Count => (int)Inputs[0].Shape[0];

    public static GramGroup Of(IReadOnlyList<NumericArray> arguments)
    {
        var rows = MemoryMarshal.Cast<byte, long>(arguments[^4].Data.Span).ToArray();
        var width = (int)arguments[^4].Shape[1];
        return new([.. arguments.SkipLast(5)], [.. rows.Chunk(width).Select(r => r.Where(row => row >= 0).ToImmutableArray())]);
    }
}
