using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Results;
using MPruner.Core.Rewriting;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;
using Block = MPruner.Core.Chains.Block;

namespace MPruner.Core.Recovery;

/// <summary>What two candidates compute alike: everything before the first seam that only the second has.</summary>
/// <param name="From">The block before that seam; from it on the second runs by itself.</param>
/// <param name="Blocks">The blocks before it, which the second can spare.</param>
/// <param name="Streams">Chain by chain, where the first shows what the last of them leaves in the residual stream, and where the second reads that.</param>
internal sealed record SharedPrefix(Block From, ImmutableHashSet<Block> Blocks, ImmutableArray<(ValueSite Shown, ValueSite Read)> Streams)
{
    /// <summary>Of the second: the arguments of <c>forward</c> and the streams, to the output.</summary>
    public const string RestMethod = "mpruner_rest";

    /// <summary>Of the first: the arguments of <c>forward</c>, to the streams.</summary>
    public const string StreamsMethod = "mpruner_streams";

    private const string GivenClass = "__torch__.mpruner.Given";
    private const string Given = "mpruner_given";

    /// <summary>Puts values that were computed before in the place of others.</summary>
    private const string GivenSource = """
        class Given:
          values : List[Tensor]
          def take(self: __torch__.mpruner.Given,
            values: List[Tensor]) -> NoneType:
            self.values = values
            return None
          def give(self: __torch__.mpruner.Given,
            index: int,
            x: Tensor) -> Tensor:
            values = self.values
            return values[index]

        """;

    /// <summary>Finds it; null where there is nothing to share.</summary>
    /// <param name="first">A candidate.</param>
    /// <param name="second">The same with more blocks missing.</param>
    public static SharedPrefix? Of(Candidate first, Candidate second)
    {
        var subject = first.Subject;
        if (second.Seams.Except(first.Seams).Select(s => s.Before).MinBy(Order) is not { } from || !ForwardResult.Of(subject.Program).HoldsTensor)
        {
            return null;
        }

        var blocks = ImmutableHashSet.CreateBuilder<Block>();
        var streams = ImmutableArray.CreateBuilder<(ValueSite, ValueSite)>();
        foreach (var chain in subject.Chains.Where(c => c.Blocks.All(b => b.Calls.Length == 1)))
        {
            var before = chain.Blocks.TakeWhile(b => Order(b) < Order(from)).ToList();
            if (before.LastOrDefault() is { } last
                && Stream(subject, last, first.Removed.Contains(last)) is { } shown
                && Stream(subject, last, last.Removable) is { } read)
            {
                streams.Add((shown, read));
                blocks.UnionWith(before.Where(b => b.Removable));
            }
        }

        return streams.Count == 0 ? null : new SharedPrefix(from, blocks.ToImmutable(), streams.ToImmutable());
    }

    /// <summary>The first candidate's program, up to where the last of several prefixes ends.</summary>
    /// <param name="first">The candidate.</param>
    /// <param name="prefixes">What it shares with others.</param>
    /// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
    /// <returns>The program, and for each prefix which of the values that it returns are its streams.</returns>
    public static (ScriptProgram Program, ImmutableArray<ImmutableArray<int>> Kept) Showing(Candidate first, ImmutableArray<SharedPrefix> prefixes, int inputs)
    {
        var shortened = first.UpTo(prefixes.Select(p => p.From).MaxBy(Order)!);
        var edit = shortened.Edit();
        var taps = new Taps(edit, first.Subject.Program.Root);
        ImmutableArray<ImmutableArray<int>> kept = [.. prefixes.Select(p => p.Streams.Select(s => taps.Keep(s.Shown)).ToImmutableArray())];
        var program = shortened.Mended(Taps.WithClass(edit.Apply(), FitSource.TapsClass, FitSource.Taps));
        return (RootMethods.Add(program, inputs, new RootMethod(StreamsMethod, true, [], (self, forward) => [.. taps.Run(self, forward), "return mpruner_kept"])), kept);
    }

    /// <summary>The second candidate's program without the blocks that it can spare.</summary>
    public ScriptProgram Rest(Candidate second, int inputs)
    {
        var root = second.Subject.Program.Root;
        var result = ForwardResult.Of(second.Subject.Program);
        var rest = second with { Removed = second.Removed.Union(Blocks) };
        var edit = rest.Edit();
        var given = new NewAttribute(GivenClass, new PickleObject(PickleGlobal.Of(GivenClass), new PickleDict([new(new PickleString("values"), Taps.TensorList())])));
        edit.Of(root).Added[Given] = given;
        foreach (var (read, index) in Streams.Select((s, i) => (s.Read, i)))
        {
            var module = edit.Of(read.Frame.Module);
            module.Added[Given] = given;
            module.Wrap(read.Syntax, $"({read.Frame.Method.Parameters[0].Name.Text}.{Given}).give({index}, ", ", )");
        }

        var program = rest.Mended(edit.Apply());
        program = program.With(program.Root, program.Code.WithClass(GivenClass, (ClassDefinition)CodeParser.ParseStatements(GivenSource)[0]));
        ImmutableArray<string> names = [.. Streams.Select((_, i) => $"mpruner_stream{i}")];
        return RootMethods.Add(program, inputs, new RootMethod(RestMethod, true, names, (self, forward) =>
        [
            $"mpruner_none = ({self}.{Given}).take([{string.Join(", ", names)}], )",
            $"mpruner_out = {forward}",
            $"return [{result.First(self, "mpruner_out")}]",
        ]));
    }

    private static int Order(Block block) => block.Calls[0].Call.Order;

    private static ValueSite? Stream(Subject subject, Block block, bool isGone) => isGone ? Stitch.Site(block) : BlockClosing.Of(subject.Trace, block).Stream;
}
