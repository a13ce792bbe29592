using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;

namespace MPruner.ScriptModels.Chains;

/// <summary>One block's output that reaches another block's call.</summary>
/// <param name="From">The output.</param>
/// <param name="Argument">The position among the call's arguments.</param>
/// <param name="Direct">Whether it arrives unchanged.</param>
internal sealed record StreamLink(CallOutput From, int Argument, bool Direct);

/// <summary>
/// Finds the argument by which each call of a family reads the residual
/// stream that an earlier block wrote, and distinguishes it from side inputs.
/// </summary>
internal sealed class StreamLinks
{
    private readonly StreamAnalysis streams;
    private readonly Dictionary<ModuleCall, ImmutableArray<StreamLink>> candidates;
    private readonly Dictionary<Value, int> readers;
    private readonly Dictionary<string, string> usualParameters;

    public StreamLinks(StreamAnalysis streams)
    {
        this.streams = streams;
        candidates = streams.BlockCalls.ToDictionary(call => call, Candidates);
        readers = streams.BlockCalls
            .SelectMany(call => call.Arguments.Select(streams.Resolve).Distinct())
            .GroupBy(value => value)
            .ToDictionary(g => g.Key, g => g.Count());

        // Calls of one class read the stream by the same parameter. In a traced model every module has its own class.
        usualParameters = streams.BlockCalls
            .Where(call => !candidates[call].IsEmpty)
            .GroupBy(call => call.Module.ClassName)
            .ToDictionary(g => g.Key, g => MostCommon(g.Select(call => Name(call, candidates[call][0].Argument)))!);
    }

    /// <summary>The link by which a call reads the stream; null if no block wrote it.</summary>
    public StreamLink? Of(ModuleCall call) => candidates[call].FirstOrDefault(link => !IsSideInput(call, link));

    /// <summary>The position of the argument by which the first call of a chain reads the stream.</summary>
    /// <param name="call">The call.</param>
    /// <param name="followers">The calls after it, and the arguments by which they read it.</param>
    public int FirstInput(ModuleCall call, IReadOnlyCollection<(ModuleCall Call, int Argument)> followers)
    {
        var tensors = Tensors(call);
        if (tensors.DistinctBy(position => streams.Resolve(call.Arguments[position])).Count() == 1)
        {
            return tensors[0];
        }

        // A value that other blocks also read is a mask or an encoder's memory.
        var own = tensors.Where(position => readers[streams.Resolve(call.Arguments[position])] == 1).ToList();
        if (own.Count == 1)
        {
            return own[0];
        }

        var usual = MostCommon(followers.Select(f => Name(f.Call, f.Argument)));
        return tensors.FindIndex(position => Name(call, position) == usual) is >= 0 and var named
            ? tensors[named]
            : MostCommon(followers.Select(f => f.Argument));
    }

    /// <summary>The most frequent value; the smallest of several such.</summary>
    public static T? MostCommon<T>(IEnumerable<T> values) => values
        .GroupBy(v => v)
        .OrderByDescending(g => g.Count())
        .ThenBy(g => g.Key)
        .Select(g => g.Key)
        .FirstOrDefault();

    private ImmutableArray<StreamLink> Candidates(ModuleCall call) =>
    [
        .. call.Arguments
            .Select((value, position) => streams.Upstream(value) is { } output && output.Call.Order < call.Order
                ? new StreamLink(output, position, ReferenceEquals(streams.Resolve(value), output))
                : null)
            .OfType<StreamLink>()
            .OrderByDescending(link => link.From.Call.Order)
            .ThenBy(link => link.From.Index)
            .ThenByDescending(link => link.Direct)
            .ThenBy(link => link.Argument),
    ];

    /// <summary>Whether a link is not the stream but, for example, an encoder's memory that the first block of a decoder reads.</summary>
    private bool IsSideInput(ModuleCall call, StreamLink link)
    {
        var value = streams.Resolve(call.Arguments[link.Argument]);
        var name = Name(call, link.Argument);
        var usual = usualParameters.GetValueOrDefault(call.Module.ClassName, name);
        if (usual != name && Tensors(call).Exists(p => Name(call, p) == usual && !ReferenceEquals(Argument(call, p), value)))
        {
            return true;
        }

        var source = link.From.Call;
        if (source.Module.ClassName == call.Module.ClassName && !Tensors(source).Exists(position => Name(source, position) == name))
        {
            return true;
        }

        // Later blocks read it besides their stream, and this one has a tensor that no other block reads.
        return streams.BlockCalls.Any(other => !ReferenceEquals(other, call) && ReadsBesides(other, link.From))
            && Tensors(call).Exists(p => Argument(call, p) is var own && !ReferenceEquals(own, value) && readers[own] == 1);
    }

    private bool ReadsBesides(ModuleCall call, CallOutput output) =>
        candidates[call].Skip(1).Any(side => ReferenceEquals(side.From, output));

    private Value Argument(ModuleCall call, int position) => streams.Resolve(call.Arguments[position]);

    private static List<int> Tensors(ModuleCall call) =>
        [.. Enumerable.Range(0, call.Arguments.Length).Where(position => Removability.IsTensor(call, position))];

    private static string Name(ModuleCall call, int position) => Removability.Parameters(call.Method)[position].Name.Text;
}
