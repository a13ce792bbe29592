using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;

namespace MPruner.ScriptModels.Chains;

/// <summary>One block's output that reaches another block's call.</summary>
/// <param name="From">The output.</param>
/// <param name="Argument">The position among the call's arguments.</param>
/// <param name="Direct">Whether it arrives as it was made.</param>
internal sealed record StreamLink(CallOutput From, int Argument, bool Direct);

/// <summary>By which argument each call of a family reads the residual stream, if a block before it wrote that, and which arguments are side inputs.</summary>
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
        readers = streams.BlockCalls.SelectMany(call => call.Arguments.Select(streams.Resolve).Distinct()).GroupBy(value => value).ToDictionary(g => g.Key, g => g.Count());

        // Calls of one class read the stream by one parameter. In a traced model each module has its own class, and this says nothing.
        usualParameters = streams.BlockCalls.Where(call => !candidates[call].IsEmpty).GroupBy(call => call.Module.ClassName)
            .ToDictionary(g => g.Key, g => MostCommon(g.Select(call => Name(call, candidates[call][0].Argument)))!);
    }

    /// <summary>The link by which a call reads the stream; null where no block wrote it.</summary>
    public StreamLink? Of(ModuleCall call) => candidates[call].FirstOrDefault(link => !IsSideInput(call, link));

    /// <summary>By which argument the first call of a chain reads the stream.</summary>
    /// <param name="call">The call.</param>
    /// <param name="followers">By which the calls after it do.</param>
    public int FirstInput(ModuleCall call, IReadOnlyCollection<(ModuleCall Call, int Argument)> followers)
    {
        var tensors = Tensors(call);
        if (tensors.DistinctBy(position => streams.Resolve(call.Arguments[position])).Count() == 1)
        {
            return tensors[0];
        }

        // What other blocks read, too, is a mask or a memory.
        var own = tensors.Where(position => readers[streams.Resolve(call.Arguments[position])] == 1).ToList();
        var usual = MostCommon(followers.Select(f => Name(f.Call, f.Argument)));
        return own.Count == 1 ? own[0]
            : tensors.FindIndex(position => Name(call, position) == usual) is >= 0 and var named ? tensors[named]
            : MostCommon(followers.Select(f => f.Argument));
    }

    /// <summary>The value that is there most often; of several such the smallest.</summary>
    public static T? MostCommon<T>(IEnumerable<T> values) => values.GroupBy(v => v).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).FirstOrDefault();

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

    /// <summary>Whether a link is not the stream but, for example, an encoder's memory on its way into the first block of a decoder.</summary>
    private bool IsSideInput(ModuleCall call, StreamLink link)
    {
        var value = streams.Resolve(call.Arguments[link.Argument]);
        var name = Name(call, link.Argument);
        if (IsAnotherTensor(call, usualParameters.GetValueOrDefault(call.Module.ClassName, name)))
        {
            return true;
        }

        if (link.From.Call.Module.ClassName == call.Module.ClassName && !Tensors(link.From.Call).Exists(position => Name(link.From.Call, position) == name))
        {
            return true;
        }

        // Blocks after this one read it beside their stream, and this one has a tensor of its own.
        return streams.BlockCalls.Any(other => !ReferenceEquals(other, call) && candidates[other].Skip(1).Any(side => ReferenceEquals(side.From, link.From)))
            && Tensors(call).Exists(position => streams.Resolve(call.Arguments[position]) is var own && !ReferenceEquals(own, value) && readers[own] == 1);

        bool IsAnotherTensor(ModuleCall of, string parameter) =>
            parameter != name && Tensors(of).Exists(position => Name(of, position) == parameter && !ReferenceEquals(streams.Resolve(of.Arguments[position]), value));
    }

    private static List<int> Tensors(ModuleCall call) => [.. Enumerable.Range(0, call.Arguments.Length).Where(position => Removability.IsTensor(call, position))];

    private static string Name(ModuleCall call, int position) => Removability.Parameters(call.Method)[position].Name.Text;
}
