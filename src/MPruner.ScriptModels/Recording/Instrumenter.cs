using System.Collections.Immutable;
using System.Text;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Models;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Recording;

/// <summary>
/// Makes a program measure its blocks: each block's <c>forward</c> is wrapped so that it passes its
/// stream to one shared recorder, and the root gets a method that runs the model and returns the records.
/// </summary>
internal sealed class Instrumenter
{
    /// <summary>
    /// The method of the root. It takes the arguments of <c>forward</c> and those of <see cref="RecordRequest"/>,
    /// and returns the records of all block calls in execution order, then those of the segments.
    /// </summary>
    public const string MeasureMethod = "mpruner_measure";

    private const string Wrapped = "mpruner_";

    private readonly ScriptProgram program;
    private readonly ImmutableArray<ScriptBlock> blocks;
    private readonly ImmutableArray<int?> featureDimensions;
    private CodeLibrary code;

    private Instrumenter(ScriptModel model)
    {
        program = model.Program;
        code = program.Code;
        var all = model.Blocks.ToList();
        blocks = [.. all.Select(model.Find)];
        featureDimensions = [.. all.Select(b => b.FeatureDimension)];
    }

    /// <summary>The instrumented program. Its outputs are the original's.</summary>
    /// <param name="model">The model. The index of a block in the records is its position in all chains.</param>
    /// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
    /// <param name="standardised">Whether each Gram record contains the standardised matrix after the raw one.</param>
    public static ScriptProgram Instrument(ScriptModel model, int inputs, bool standardised) =>
        new Instrumenter(model).Apply(inputs, standardised);

    private ScriptProgram Apply(int inputs, bool standardised)
    {
        code = code.WithClass(RecorderSource.ClassName, ParseClass(RecorderSource.Code));
        foreach (var sameClass in blocks.SelectMany(b => b.Calls).GroupBy(c => c.Call.Module.ClassName))
        {
            Wrap(sameClass.Key, [.. sameClass.DistinctBy(c => c.Call.Method.Name.Text)]);
        }

        WrapRoot(inputs);
        var recorder = new PickleObject(PickleGlobal.Of(RecorderSource.ClassName), new PickleDict(
        [
            new(new PickleString("rows"), new PickleNone()),
            new(new PickleString("places"), new PickleNone()),
            new(new PickleString("features"), new PickleNone()),
            new(new PickleString("records"), new PickleList([])),
            new(new PickleString("samples"), new PickleList([])),
            new(new PickleString("marks"), new PickleList([])),
            new(new PickleString("segments"), new PickleList([])),
            new(new PickleString("standardised"), new PickleBool(standardised)),
        ]));
        var indices = blocks.Select((block, index) => (block, index)).ToDictionary(b => b.block.Module, b => b.index);
        var classes = blocks.Select(b => b.Module.ClassName).ToHashSet();
        var rewriter = new PickleRewriter(value => value is PickleObject module && IsChanged(module)
            ? module.With(attributes: [.. module.Attributes, .. Attributes(module)])
            : null);
        return program.With((PickleObject)rewriter.Rewrite(program.Root), code);

        bool IsChanged(PickleObject module) => classes.Contains(module.ClassName) || ReferenceEquals(module, program.Root);

        IEnumerable<KeyValuePair<string, PickleValue>> Attributes(PickleObject module)
        {
            yield return new("mpruner_recorder", recorder);
            if (classes.Contains(module.ClassName))
            {
                var index = indices.GetValueOrDefault(module, -1);
                yield return new("mpruner_index", new PickleInt(index));
                yield return new("mpruner_adds", new PickleBool(index >= 0 && blocks[index].Calls[0].ParentAdd is not null));
                yield return new("mpruner_features", new PickleInt(index >= 0 ? featureDimensions[index] ?? 0 : 0));
            }
        }
    }

    private void Wrap(string className, ImmutableArray<BlockCall> calls)
    {
        var original = code.FindClass(className)!;
        var names = calls.Select(c => c.Call.Method.Name.Text).ToHashSet();
        var text = new StringBuilder(CodePrinter.Print(new MethodRenamer(names).Rewrite(original)));
        text.Append($"  mpruner_recorder : {RecorderSource.ClassName}\n");
        text.Append("  mpruner_index : int\n  mpruner_adds : bool\n  mpruner_features : int\n");
        foreach (var call in calls)
        {
            AppendWrapper(text, call);
        }

        code = code.WithClass(className, ParseClass(text.ToString()));
    }

    private static void AppendWrapper(StringBuilder text, BlockCall block)
    {
        var method = block.Call.Method;
        var self = method.Parameters[0].Name.Text;
        ImmutableArray<Parameter> parameters = [.. method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*")];
        var arguments = string.Concat(parameters.Select(p => p.Name.Text + ", "));
        var results = block.Call.ResultTypes.Length;
        var declared = string.Join(", ", method.Parameters.Nodes.Select(p => CodePrinter.Print(p).Trim()));
        text.Append($"  def {method.Name.Text}({declared}) -> {CodePrinter.Print(method.ReturnType!).Trim()}:\n");
        var input = parameters[block.StreamInput].Name.Text;
        text.Append($"    mpruner_recorder = {self}.mpruner_recorder\n");

        // Before the call, because a block may write into its input.
        text.Append($"    mpruner_entered = (mpruner_recorder).enter({self}.mpruner_index, {self}.mpruner_features, {input}, )\n");
        text.Append($"    mpruner_out = ({self}).{Wrapped}{method.Name.Text}({arguments})\n");
        var stream = "mpruner_out";
        if (results > 1 || method.ReturnType is SubscriptExpression)
        {
            text.Append($"    {string.Concat(Enumerable.Range(0, results).Select(i => $"mpruner_{i}, "))}= mpruner_out\n");
            stream = $"mpruner_{block.StreamOutput}";
        }

        var attributes = $"{self}.mpruner_index, {self}.mpruner_adds, {self}.mpruner_features";
        text.Append($"    mpruner_none = (mpruner_recorder).record({attributes}, {input}, {stream}, )\n");
        text.Append("    return mpruner_out\n");
    }

    private void WrapRoot(int inputs)
    {
        var className = program.Root.ClassName;
        var definition = code.FindClass(className)!;
        var parameters = definition.Method("forward")!.Parameters.Nodes;
        var self = parameters[0].Name.Text;
        ImmutableArray<Parameter> passed = [.. parameters.Skip(1).Take(inputs)];
        var text = new StringBuilder(CodePrinter.Print(definition));
        text.Append($"  mpruner_recorder : {RecorderSource.ClassName}\n");
        var declared = string.Concat(passed.Select(p => Declare(p) + ", "));
        string[] own = ["features", "rows", "places", "projection", "fits"];
        declared += string.Join(", ", own.Select(name => $"mpruner_{name}: Tensor"));
        text.Append($"  def {MeasureMethod}({self}: {className}, {declared}) -> List[Tensor]:\n");
        text.Append($"    mpruner_recorder = {self}.mpruner_recorder\n");
        text.Append("    mpruner_none = (mpruner_recorder).start(mpruner_rows, mpruner_places, mpruner_features, )\n");
        text.Append($"    mpruner_out = ({self}).forward({string.Concat(passed.Select(p => p.Name.Text + ", "))})\n");
        text.Append("    return (mpruner_recorder).take(mpruner_projection, mpruner_fits, )\n");
        code = code.WithClass(className, ParseClass(text.ToString()));
    }

    private static string Declare(Parameter parameter)
    {
        var type = parameter.Type is null ? "Tensor" : CodePrinter.Print(parameter.Type).Trim();
        return $"{parameter.Name.Text}: {type}";
    }

    private static ClassDefinition ParseClass(string text) => (ClassDefinition)CodeParser.ParseStatements(text)[0];

    private sealed class MethodRenamer(HashSet<string> names) : SyntaxRewriter
    {
        protected override Statement? VisitFunction(FunctionDefinition node)
        {
            if (!names.Contains(node.Name.Text))
            {
                return node;
            }

            var name = node.Name with { Text = Wrapped + node.Name.Text };
            return new FunctionDefinition(
                node.Def, name, node.Open, node.Parameters, node.Close, node.Arrow, node.ReturnType, node.Colon, node.NewLine, node.Body);
        }
    }
}
