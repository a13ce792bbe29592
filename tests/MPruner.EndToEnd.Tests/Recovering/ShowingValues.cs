using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Operators;
using MPruner.ScriptModels.Probes;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Rewriting;
using MPruner.Torch;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.EndToEnd.Tests.Recovering;

public sealed class ShowingValues
{
    private const string Looped = "albert.scripted.pt";

    /// <summary>The loop passes its value three times.</summary>
    [Fact]
    public void FromInsideALoopDoesNotShiftOthers()
    {
        var model = ScriptModel.Open(Specimen.Named(Looped).Model, null);
        var call = model.Find(model.Blocks[0]).First.Call;
        var looped = new ValueSite(call.Caller!, call.Syntax!);
        var first = model.Trace.Operations.First(o => o.Syntax is CallExpression);
        var other = new ValueSite(first.Frame, (CallExpression)first.Syntax);

        var shown = Show(model, looped, other);

        Assert.Equal(2, shown.Count);
        Assert.Equal(Show(model, other)[0].ToDoubles(), shown[1].ToDoubles());
    }

    private static IReadOnlyList<NumericArray> Show(ScriptModel model, params ReadOnlySpan<ValueSite> sites)
    {
        var edit = new ProgramEdit(model.Program, model.Trace);
        var probes = new ValueProbes(edit, model.Program.Root);
        foreach (var site in sites)
        {
            probes.Keep(site);
        }

        var method = new RootMethod("mpruner_show", true, [], (self, forward) => [.. probes.Run(self, forward), "return mpruner_kept"]);
        var program = RootMethods.Add(ValueProbes.WithClass(edit.Apply()), model.Signature.Arguments.Length, method);
        using var showing = new TorchEngine().Load(program.Write(), new SessionOptions());
        return [.. showing.Invoke("mpruner_show", Specimen.Named(Looped).Examples.First(3))];
    }
}
