using MPruner.Core.Chains;
using MPruner.Core.Rewriting;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Recovery;

/// <summary>Makes a program show values from inside while it runs: expressions are handed through one shared object that keeps copies.</summary>
internal sealed class Taps
{
    /// <summary>The attribute by which modules hold the shared object.</summary>
    public const string Attribute = "mpruner_taps";

    private readonly List<ValueSite> sites = [];
    private readonly PickleObject shared = new(PickleGlobal.Of(FitSource.TapsClass), new PickleDict(
    [
        new(new PickleString("indices"), IntList([])),
        new(new PickleString("values"), TensorList()),
    ]));

    private readonly ProgramEdit edit;

    /// <param name="edit">Is given the changes.</param>
    /// <param name="root">The program's root, which always gets the shared object.</param>
    public Taps(ProgramEdit edit, PickleObject root)
    {
        this.edit = edit;
        Hold(root);
    }

    /// <summary>The number of values that are kept.</summary>
    public int Count => sites.Count;

    /// <summary>A list of numbers as an attribute's value.</summary>
    public static PickleValue IntList(IEnumerable<long> values) =>
        new PickleReduce(new PickleGlobal("torch.jit._pickle", "build_intlist"), new PickleTuple([new PickleList([.. values.Select(v => new PickleInt(v))])]));

    /// <summary>An empty list of tensors as an attribute's value.</summary>
    public static PickleValue TensorList() => new PickleList([]);

    /// <summary>Keeps the value of an expression, as it is after whatever it is wrapped in already.</summary>
    /// <returns>Its index among the kept values.</returns>
    public int Keep(ValueSite site)
    {
        var known = sites.FindIndex(s => ReferenceEquals(s.Syntax, site.Syntax) && ReferenceEquals(s.Frame.Module, site.Frame.Module));
        if (known >= 0)
        {
            return known;
        }

        sites.Add(site);
        Hold(site.Frame.Module);
        edit.Of(site.Frame.Module).Wrap(site.Syntax, $"({site.Frame.Method.Parameters[0].Name.Text}.{Attribute}).keep({sites.Count - 1}, ", ", )");
        return sites.Count - 1;
    }

    /// <summary>The lines of a root method that run the model and name the kept values <c>mpruner_kept</c>.</summary>
    public IEnumerable<string> Run(string self, string forward) =>
    [
        $"mpruner_taps = {self}.{Attribute}",
        "mpruner_none = (mpruner_taps).start()",
        $"mpruner_out = {forward}",
        $"mpruner_kept = (mpruner_taps).take({Count}, )",
    ];

    /// <summary>The program with the shared object's class.</summary>
    public static ScriptProgram WithClass(ScriptProgram program, string name, string source) =>
        program.With(program.Root, program.Code.WithClass(name, (ClassDefinition)CodeParser.ParseStatements(source)[0]));

    private void Hold(PickleObject module) => edit.Of(module).Added[Attribute] = new NewAttribute(FitSource.TapsClass, shared);
}
