using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Operators;
using MPruner.ScriptModels.Probes;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Rewriting;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Sharing;

/// <summary>The computation that two candidates have in common: everything before the first block in which they differ.</summary>
/// <param name="From">
/// That block, from which the second candidate runs on its own: one that only it narrows, or the one before a seam that only it has.
/// </param>
/// <param name="Blocks">The blocks before it, which the second candidate does not need to run.</param>
/// <param name="Streams">
/// For each chain, where the last of these blocks writes the residual stream in the first candidate, and where the second one reads it.
/// </param>
internal sealed record SharedPrefix(Block From, ImmutableHashSet<Block> Blocks, ImmutableArray<(ValueSite Written, ValueSite Read)> Streams)
{
    /// <summary>A method of the second: from the arguments of <c>forward</c> and the streams to the output.</summary>
    public const string RestMethod = "mpruner_rest";

    /// <summary>A method of the first: from the arguments of <c>forward</c> to the streams.</summary>
    public const string StreamsMethod = "mpruner_streams";

    private const string GivenClass = "__torch__.mpruner.Given";
    private const string Given = "mpruner_given";

    /// <summary>Replaces values by others that were computed before.</summary>
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

    /// <summary>Finds the shared prefix; null if there is none.</summary>
    /// <param name="first">A candidate.</param>
    /// <param name="second">The same with more blocks removed or narrowed.</param>
    public static SharedPrefix? Of(CandidateProgram first, CandidateProgram second)
    {
        var model = first.Model;
        var seams = second.Candidate.Seams.Except(first.Candidate.Seams).Select(seam => seam.Before);
        var narrowed = second.Candidate.Narrowed.Values.Except(first.Candidate.Narrowed.Values).Select(n => n.Dimension.Block);
        if (seams.Concat(narrowed).MinBy(block => block.Order) is not { } from || !ForwardResult.Of(model.Program).HoldsTensor)
        {
            return null;
        }

        var blocks = ImmutableHashSet.CreateBuilder<Block>();
        var streams = ImmutableArray.CreateBuilder<(ValueSite, ValueSite)>();
        foreach (var chain in model.Chains.Where(c => c.Blocks.All(b => model.Find(b).Calls.Length == 1)))
        {
            var before = chain.Blocks.TakeWhile(b => b.Order < from.Order).ToList();
            if (before.LastOrDefault() is { } last
                && Stream(model, last, first.Candidate.Removed.Contains(last)) is { } written
                && Stream(model, last, last.Removable) is { } read)
            {
                streams.Add((written, read));
                blocks.UnionWith(before.Where(b => b.Removable));
            }
        }

        return streams.Count == 0 ? null : new SharedPrefix(from, blocks.ToImmutable(), streams.ToImmutable());
    }

    /// <summary>The first candidate's program, up to the end of the longest of several prefixes.</summary>
    /// <param name="first">The candidate.</param>
    /// <param name="prefixes">The prefixes that it shares with others.</param>
    /// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
    /// <returns>The program, and for each prefix the indices of its streams among the returned values.</returns>
    public static (ScriptProgram Program, ImmutableArray<ImmutableArray<int>> Kept) Front(
        CandidateProgram first, ImmutableArray<SharedPrefix> prefixes, int inputs)
    {
        var shortened = first.UpTo(prefixes.Select(p => p.From).MaxBy(b => b.Order)!);
        var edit = shortened.Edit();
        var probes = new ValueProbes(edit, first.Model.Program.Root);
        ImmutableArray<ImmutableArray<int>> kept =
            [.. prefixes.Select(p => p.Streams.Select(s => probes.Keep(s.Written)).ToImmutableArray())];
        var program = shortened.WithValues(ValueProbes.WithClass(edit.Apply()));
        var method = new RootMethod(StreamsMethod, true, [], (self, forward) => [.. probes.Run(self, forward), "return mpruner_kept"]);
        return (RootMethods.Add(program, inputs, method), kept);
    }

    /// <summary>The second candidate's program without the shared blocks.</summary>
    public ScriptProgram Rest(CandidateProgram second, int inputs)
    {
        var root = second.Model.Program.Root;
        var result = ForwardResult.Of(second.Model.Program);
        var rest = second with { Candidate = second.Candidate with { Removed = second.Candidate.Removed.Union(Blocks) } };
        var edit = rest.Edit();
        var state = new PickleDict([new(new PickleString("values"), ValueProbes.TensorList())]);
        var given = new NewAttribute(GivenClass, new PickleObject(PickleGlobal.Of(GivenClass), state));
        edit.Of(root).Added[Given] = given;
        foreach (var (read, index) in Streams.Select((s, i) => (s.Read, i)))
        {
            var module = edit.Of(read.Frame.Module);
            module.Added[Given] = given;
            module.Wrap(read.Syntax, $"({read.Frame.Method.Parameters[0].Name.Text}.{Given}).give({index}, ", ", )");
        }

        var program = ValueProbes.WithClass(rest.WithValues(edit.Apply()), GivenClass, GivenSource);
        ImmutableArray<string> names = [.. Streams.Select((_, i) => $"mpruner_stream{i}")];
        return RootMethods.Add(program, inputs, new RootMethod(RestMethod, true, names, (self, forward) =>
        [
            $"mpruner_none = ({self}.{Given}).take([{string.Join(", ", names)}], )",
            $"mpruner_out = {forward}",
            $"return [{result.First(self, "mpruner_out")}]",
        ]));
    }

    private static ValueSite? Stream(ScriptModel model, Block block, bool isRemoved)
    {
        var found = model.Find(block);
        return isRemoved ? found.SiteBehind : BlockEnd.Of(model.Trace, found).Stream;
    }
}
