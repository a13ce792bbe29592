using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Chains;

/// <summary>Finds the chains of one family: which block passes the residual stream on to which.</summary>
internal static class ChainFinder
{
    /// <summary>The chains that the given modules form, in execution order; none if no two of them follow each other.</summary>
    public static ImmutableArray<ScriptChain> Find(DataflowTrace trace, IReadOnlyCollection<PickleObject> family)
    {
        var streams = new StreamAnalysis(trace, family);
        var sequences = Sequences(streams);
        var byPath = sequences
            .Where(sequence => sequence.Select(call => call.Call.Module).Distinct().Count() > 1)
            .GroupBy(sequence => string.Join('\n', sequence.Select(call => call.Call.Path)));
        var callCount = streams.BlockCalls.GroupBy(call => call.Module).ToDictionary(g => g.Key, g => g.Count());
        var effects = new SideEffects(trace, streams, trace.Root.Module);
        var unreached = trace.Unreached.Select(other => (Trace: other, Streams: new StreamAnalysis(other, family)))
            .Where(other => !other.Streams.BlockCalls.IsEmpty)
            .Select(other => (other.Streams, Effects: new SideEffects(other.Trace, other.Streams, trace.Root.Module)))
            .ToList();
        var exposed = trace.All.SelectMany(t => t.Exposed).ToHashSet();
        var taken = new HashSet<PickleObject>();
        return [.. byPath.Select(same => Chain([.. same])).Where(chain => chain.Blocks.Length > 1)];

        ScriptChain Chain(ImmutableArray<ImmutableArray<BlockCall>> passes)
        {
            var stream = passes.SelectMany(pass => pass).SelectMany(call => StreamAround(streams, call)).ToHashSet();

            // If a second pass takes another path, a block may be in two chains. It belongs to the first one.
            var positions = Enumerable.Range(0, passes[0].Length).Where(i => taken.Add(passes[0][i].Call.Module)).ToList();
            return new ScriptChain([.. positions.Select(i => Describe([.. passes.Select(pass => pass[i])], stream))]);
        }

        ScriptBlock Describe(ImmutableArray<BlockCall> calls, HashSet<Value> stream)
        {
            var (module, input, output) = (calls[0].Call.Module, calls[0].StreamInput, calls[0].StreamOutput);
            ImmutableArray<BlockCall> all =
                [.. calls.SelectMany(call => streams.WithDuplicates(call.Call)).Select(call => DescribeCall(streams, call, input, output))];
            var others = unreached
                .SelectMany(s => s.Streams.BlockCalls
                    .Where(call => ReferenceEquals(call.Module, module))
                    .SelectMany(s.Streams.WithDuplicates)
                    .Select(call => (s.Streams, s.Effects, Call: DescribeCall(s.Streams, call, input, output))))
                .ToList();
            var reason = ReasonOfUse(calls, stream)
                ?? all.Select(call => (Streams: streams, Effects: effects, Call: call)).Concat(others)
                    .Select(c => Removability.Reason(c.Streams, c.Call) ?? c.Effects.Reason(c.Call))
                    .FirstOrDefault(r => r is not null);
            return new ScriptBlock(calls[0].Call.Path, QualifiedName.Demangle(module.ClassName), module, all, reason)
            {
                UnreachedCalls = [.. others.Select(o => o.Call)],
            };
        }

        // Why a block must stay, going by its other uses; null if it has none.
        string? ReasonOfUse(ImmutableArray<BlockCall> calls, HashSet<Value> stream)
        {
            var module = calls[0].Call.Module;
            if (callCount[module] > calls.Length)
            {
                return $"It is called {callCount[module]} times: removing one call would save time but no parameters.";
            }

            if (exposed.Contains(module))
            {
                return "Code outside of the block reads its attributes or passes it on as a value.";
            }

            return calls.Any(call => ReadsTheStreamTwice(streams, call, stream))
                ? "Two of its inputs are the residual stream, taken at different places."
                : null;
        }
    }

    /// <summary>A block of which no neighbour is left.</summary>
    /// <param name="trace">The dataflow without its neighbours.</param>
    /// <param name="known">The block in the model with them.</param>
    /// <returns>Null if the block is not called as before.</returns>
    public static ScriptBlock? Alone(DataflowTrace trace, ScriptBlock known)
    {
        ImmutableArray<ModuleCall> calls = [.. trace.Calls.Where(call => call.Enters && call.Path == known.Path)];
        if (calls.Length != known.Calls.Length)
        {
            return null;
        }

        var streams = new StreamAnalysis(trace, [calls[0].Module]);
        return known with
        {
            Module = calls[0].Module,
            Calls = [.. calls.Select(call => DescribeCall(streams, call, known.First.StreamInput, known.First.StreamOutput))],
            UnreachedCalls = [],
            Reason = known.Reason ?? "No other block of its chain is left.",
        };
    }

    /// <summary>The sequences of calls that pass the stream on. A sequence ends where the stream is not a tensor.</summary>
    private static List<ImmutableArray<BlockCall>> Sequences(StreamAnalysis streams)
    {
        var sequences = new List<ImmutableArray<BlockCall>>();
        foreach (var (calls, links) in Linked(streams, new StreamLinks(streams)))
        {
            var output = StreamLinks.MostCommon(links.Skip(1).Select(link => link.From.Index));
            var sequence = ImmutableArray.CreateBuilder<BlockCall>();
            for (var i = 0; i < calls.Count; i++)
            {
                var result = i + 1 < calls.Count ? links[i + 1].From.Index : output;
                var call = DescribeCall(streams, calls[i], links[i].Argument, result);
                if (Removability.HasTensorStream(call))
                {
                    sequence.Add(call);
                    continue;
                }

                sequences.Add(sequence.ToImmutable());
                sequence.Clear();
            }

            sequences.Add(sequence.ToImmutable());
        }

        return sequences;
    }

    private static IEnumerable<(List<ModuleCall> Calls, List<StreamLink> Links)> Linked(StreamAnalysis streams, StreamLinks stream)
    {
        var links = streams.BlockCalls.ToDictionary(call => call, stream.Of);
        var next = new Dictionary<ModuleCall, ModuleCall>();
        foreach (var call in streams.BlockCalls)
        {
            if (links[call] is { } link && !next.TryAdd(link.From.Call, call))
            {
                // The stream forks: the first reader continues the chain, the others start chains of their own.
                links[call] = null;
            }
        }

        foreach (var first in streams.BlockCalls.Where(call => links[call] is null && next.ContainsKey(call)))
        {
            var calls = new List<ModuleCall>();
            for (ModuleCall? call = first; call is not null; call = next.GetValueOrDefault(call))
            {
                calls.Add(call);
            }

            var followers = calls.Skip(1).Select(call => (Call: call, links[call]!.Argument)).ToList();
            var entry = new StreamLink(first.Outputs.First(), stream.FirstInput(first, followers), Direct: true);
            yield return (calls, [entry, .. followers.Select(f => links[f.Call]!)]);
        }
    }

    private static BlockCall DescribeCall(StreamAnalysis streams, ModuleCall call, int input, int output)
    {
        var result = call.Outputs.FirstOrDefault(o => o.Index == output);
        var add = result is null || input >= call.Arguments.Length ? null : ParentAddition.Find(streams, call.Arguments[input], result);
        return new BlockCall(call, input, output, add);
    }

    private static IEnumerable<Value> StreamAround(StreamAnalysis streams, BlockCall block) => block.Call.Outputs
        .Where(output => output.Index == block.StreamOutput)
        .Prepend(block.Call.Arguments[block.StreamInput])
        .Select(streams.Resolve);

    private static bool ReadsTheStreamTwice(StreamAnalysis streams, BlockCall block, HashSet<Value> stream)
    {
        var own = streams.Resolve(block.Call.Arguments[block.StreamInput]);
        return block.Call.Arguments.Select(streams.Resolve).Any(value => !ReferenceEquals(value, own) && stream.Contains(value));
    }
}
