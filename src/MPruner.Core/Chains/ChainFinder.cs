using System.Collections.Immutable;
using MPruner.Core.Dataflow;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;

namespace MPruner.Core.Chains;

/// <summary>Finds the chains of one family: which block hands the residual stream to which.</summary>
internal static class ChainFinder
{
    private sealed record Link(CallOutput From, int Argument, bool Direct);

    /// <summary>The chains that the given modules form, in execution order; none where no two of them follow each other.</summary>
    public static ImmutableArray<BlockChain> Find(DataflowTrace trace, IReadOnlyCollection<PickleObject> family)
    {
        var streams = new StreamAnalysis(trace, family);
        var sequences = Sequences(streams);
        var byPath = sequences
            .Where(sequence => sequence.Select(call => call.Call.Module).Distinct().Count() > 1)
            .GroupBy(sequence => string.Join('\n', sequence.Select(call => call.Call.Path)));
        var callCount = sequences.SelectMany(s => s).GroupBy(c => c.Call.Module).ToDictionary(g => g.Key, g => g.Count());
        var unreached = trace.Unreached.Select(other => new StreamAnalysis(other, family)).Where(other => !other.BlockCalls.IsEmpty).ToList();
        var opened = trace.All.SelectMany(t => t.Opened).ToHashSet();
        return [.. byPath.Select(same => Chain([.. same]))];

        BlockChain Chain(ImmutableArray<ImmutableArray<BlockCall>> passes)
        {
            var blocks = Enumerable.Range(0, passes[0].Length).Select(i => Block([.. passes.Select(pass => pass[i])]));
            return new BlockChain([.. blocks.DistinctBy(b => b.Module)]);
        }

        Block Block(ImmutableArray<BlockCall> calls)
        {
            var module = calls[0].Call.Module;
            var others = unreached.SelectMany(s => s.BlockCalls.Where(c => ReferenceEquals(c.Module, module)).Select(c => (Streams: s, Call: Describe(s, c, calls[0].StreamInput, calls[0].StreamOutput)))).ToList();
            var reason = callCount[module] > calls.Length ? $"It is called {callCount[module]} times: removing one call would save time but no parameters."
                : opened.Contains(module) ? "Code outside of it reads its attributes."
                : calls.Select(call => (Streams: streams, Call: call)).Concat(others).Select(c => Removability.Reason(c.Streams, c.Call)).FirstOrDefault(r => r is not null);
            return new Block(calls[0].Call.Path, QualifiedName.Demangle(module.ClassName), module, calls, reason) { UnreachedCalls = [.. others.Select(o => o.Call)] };
        }
    }

    private static ImmutableArray<ImmutableArray<BlockCall>> Sequences(StreamAnalysis streams)
    {
        var links = streams.BlockCalls.ToDictionary(call => call, call => StreamLink(streams, call));
        var next = new Dictionary<ModuleCall, ModuleCall>();
        foreach (var call in streams.BlockCalls)
        {
            if (links[call] is { } link && !next.TryAdd(link.From.Call, call))
            {
                // The stream forks: the first reader goes on with the chain, the others begin their own.
                links[call] = null;
            }
        }

        var sequences = ImmutableArray.CreateBuilder<ImmutableArray<BlockCall>>();
        foreach (var first in streams.BlockCalls.Where(call => links[call] is null))
        {
            var calls = new List<ModuleCall>();
            for (ModuleCall? call = first; call is not null; call = next.GetValueOrDefault(call))
            {
                calls.Add(call);
            }

            var usualInput = MostCommon(calls.Skip(1).Select(call => links[call]!.Argument));
            var usualOutput = MostCommon(calls.Skip(1).Select(call => links[call]!.From.Index));
            sequences.Add([.. calls.Select((call, i) => Describe(
                streams,
                call,
                links[call]?.Argument ?? usualInput,
                i + 1 < calls.Count ? links[calls[i + 1]]!.From.Index : usualOutput))]);
        }

        return sequences.ToImmutable();
    }

    private static BlockCall Describe(StreamAnalysis streams, ModuleCall call, int input, int output)
    {
        var result = call.Outputs.FirstOrDefault(o => o.Index == output);
        var add = result is null || input >= call.Arguments.Length ? null : streams.ParentAdd(call.Arguments[input], result);
        return new BlockCall(call, input, output, add);
    }

    private static Link? StreamLink(StreamAnalysis streams, ModuleCall call) => call.Arguments
        .Select((value, position) => streams.Upstream(value) is { } output && output.Call.Order < call.Order
            ? new Link(output, position, ReferenceEquals(streams.Resolve(value), output))
            : null)
        .OfType<Link>()
        .OrderByDescending(link => link.From.Call.Order)
        .ThenBy(link => link.From.Index)
        .ThenByDescending(link => link.Direct)
        .ThenBy(link => link.Argument)
        .FirstOrDefault();

    private static int MostCommon(IEnumerable<int> values) =>
        values.GroupBy(v => v).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).FirstOrDefault();
}
