using MPruner.ScriptModels.Operators;
using MPruner.ScriptModels.Rewriting;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Probes;

/// <summary>Makes a program return intermediate values: expressions are passed through one shared object that keeps copies.</summary>
internal sealed class ValueProbes
{
    /// <summary>The attribute of the modules that contains the shared object.</summary>
    public const string Attribute = "mpruner_probes";

    private const string EncoderLayer = "mpruner_encoder_layer";

    private readonly List<ValueSite> sites = [];
    private readonly PickleObject shared = new(PickleGlobal.Of(ProbeSource.ClassName), new PickleDict(
    [
        new(new PickleString("indices"), IntList([])),
        new(new PickleString("values"), TensorList()),
    ]));

    private readonly ProgramEdit edit;

    /// <param name="edit">Receives the changes.</param>
    /// <param name="root">The program's root, which always gets the shared object.</param>
    public ValueProbes(ProgramEdit edit, PickleObject root)
    {
        this.edit = edit;
        Hold(root);
    }

    /// <summary>The number of values that are kept.</summary>
    public int Count => sites.Count;

    /// <summary>A list of numbers as an attribute's value.</summary>
    public static PickleValue IntList(IEnumerable<long> values) => new PickleReduce(
        new PickleGlobal("torch.jit._pickle", "build_intlist"),
        new PickleTuple([new PickleList([.. values.Select(v => new PickleInt(v))])]));

    /// <summary>An empty list of tensors as an attribute's value.</summary>
    public static PickleValue TensorList() => new PickleList([]);

    /// <summary>Keeps the value of an expression, including everything that it is already wrapped in.</summary>
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
        var self = site.Frame.Method.Parameters[0].Name.Text;
        edit.Of(site.Frame.Module).Wrap(site.Syntax, $"({self}.{Attribute}).keep({sites.Count - 1}, ", ", )");
        return sites.Count - 1;
    }

    /// <summary>Keeps what the MLP of an encoder layer that one operator computes has inside.</summary>
    /// <param name="operator">The call of the operator.</param>
    /// <param name="index">The index under which they are kept; null for a new one.</param>
    /// <returns>The index.</returns>
    public int KeepUnits(ValueSite @operator, int? index)
    {
        if (index is null)
        {
            sites.Add(@operator);
        }

        var kept = index ?? sites.Count - 1;
        var module = edit.Of(@operator.Frame.Module);
        var self = @operator.Frame.Method.Parameters[0].Name.Text;
        module.Added[EncoderLayer] = new NewAttribute(EncoderLayerSource.ClassName, new PickleObject(
            PickleGlobal.Of(EncoderLayerSource.ClassName),
            new PickleDict([new(new PickleString("index"), new PickleInt(kept)), new(new PickleString("probes"), shared)])));
        module.Texts[((CallExpression)@operator.Syntax).Callee] = $"({self}.{EncoderLayer}).forward";
        return kept;
    }

    /// <summary>The lines of a root method that run the model and assign the kept values to <c>mpruner_kept</c>.</summary>
    public IEnumerable<string> Run(string self, string forward) =>
    [
        $"mpruner_probes = {self}.{Attribute}",
        "mpruner_none = (mpruner_probes).start()",
        $"mpruner_out = {forward}",
        $"mpruner_kept = (mpruner_probes).take({Count}, )",
    ];

    /// <summary>The program with the shared object's class.</summary>
    public static ScriptProgram WithClass(ScriptProgram program) => WithClass(program, ProbeSource.ClassName, ProbeSource.Code);

    /// <summary>The program with one more class.</summary>
    public static ScriptProgram WithClass(ScriptProgram program, string name, string source) =>
        program.With(program.Root, program.Code.WithClass(name, (ClassDefinition)CodeParser.ParseStatements(source)[0]));

    private void Hold(PickleObject module) => edit.Of(module).Added[Attribute] = new NewAttribute(ProbeSource.ClassName, shared);
}
