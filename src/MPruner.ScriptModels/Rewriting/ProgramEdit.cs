using System.Collections.Immutable;
using System.Globalization;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Tensors;
using MPruner.ScriptModels.Widths;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Rewriting;

/// <summary>Collects edits of individual modules of a program, and applies them to classes and objects in one step.</summary>
internal sealed class ProgramEdit
{
    private readonly Dictionary<PickleObject, ModuleEdit> edits = [];
    private readonly HashSet<PickleObject> removed = [];
    private readonly DataflowTrace trace;
    private ScriptProgram program;

    /// <param name="program">The program.</param>
    /// <param name="trace">The program's dataflow.</param>
    public ProgramEdit(ScriptProgram program, DataflowTrace trace)
    {
        this.program = program;
        this.trace = trace;
    }

    /// <summary>The changes of a module.</summary>
    public ModuleEdit Of(PickleObject module) => edits.TryGetValue(module, out var edit) ? edit : edits[module] = new ModuleEdit();

    /// <summary>Removes blocks: their consumers read the blocks' inputs, and the attributes that contain them are removed.</summary>
    /// <param name="blocks">Removable blocks of the program's chains.</param>
    public void Remove(IReadOnlyCollection<ScriptBlock> blocks)
    {
        removed.UnionWith(blocks.Select(b => b.Module));
        foreach (var call in blocks.SelectMany(b => b.Calls.Concat(b.UnreachedCalls)))
        {
            Of(call.Call.Caller!.Module).Replacements[call.Call.Syntax!] = ResultsWithout(call);
            if (call.ParentAdd is { } add)
            {
                Of(add.Frame.Module).Replacements[add.Syntax] = new Replacement([add.Stream], []);
            }
        }

        foreach (var alias in trace.All.SelectMany(t => t.Aliases).Where(a => removed.Contains(a.Module)))
        {
            Of(alias.Frame.Module).Removed.Add(alias.Statement);
        }

        foreach (var module in new ModulePostOrder(program).Modules)
        {
            foreach (var attribute in module.Attributes.Where(a => a.Value is PickleObject child && removed.Contains(child)))
            {
                Of(module).Dropped.Add(attribute.Key);
            }
        }
    }

    /// <summary>Inserts a stitch where the last removed block was called. The module that called it gets the two parameters.</summary>
    public void Insert(Stitch stitch, ScriptBlock last)
    {
        var (frame, stream) = last.SiteBehind;
        var module = Of(frame.Module);
        var name = "mpruner_" + string.Concat(last.Path.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        while (module.Added.ContainsKey(name + "_weight") || frame.Module[name + "_weight"] is not null)
        {
            name += "_";
        }

        var self = frame.Method.Parameters[0].Name.Text;
        module.Added[name + "_weight"] = new NewAttribute(NewAttribute.Tensor, NewParameter(stitch.Weight));
        module.Added[name + "_bias"] = new NewAttribute(NewAttribute.Tensor, NewParameter(stitch.Bias));
        var function = stitch.Weight.Shape.Length > 2 ? $"torch.conv{stitch.Weight.Shape.Length - 2}d" : "torch.linear";
        module.Wrap(stream, $"{function}(", $", {self}.{name}_weight, {self}.{name}_bias)");
        if (stitch.Rectified)
        {
            module.Wrap(stream, "torch.relu(", ")");
        }
    }

    /// <summary>Writes the sizes of fewer units into the code.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="all">The number of units before.</param>
    /// <param name="left">The number of units now.</param>
    public void Resize(IEnumerable<SizeInCode> sizes, int all, int left)
    {
        foreach (var size in sizes)
        {
            var (edit, number) = (Of(size.Module), (left * size.PerUnit).ToString(CultureInfo.InvariantCulture));
            switch (size.Form)
            {
                case SizeForm.Shape:
                    edit.Wrap(size.Syntax, "torch.add(torch.slice(", $", 0, -1), [{number}])");
                    break;
                case SizeForm.Multiple:
                    edit.Wrap(size.Syntax, "torch.mul(torch.floordiv(", $", {all * size.PerUnit}), {number})");
                    break;
                default:
                    edit.Texts[size.Syntax] = number;
                    break;
            }
        }
    }

    /// <summary>Lets code add what belongs to the remaining heads only.</summary>
    /// <param name="biases">What it adds for each head.</param>
    /// <param name="all">The number of units before.</param>
    /// <param name="kept">The remaining units, ascending.</param>
    public void Choose(IEnumerable<HeadBias> biases, int all, ImmutableArray<int> kept)
    {
        foreach (var (module, syntax, axis, heads) in biases)
        {
            var each = heads / all;
            var left = string.Join(", ", kept.SelectMany(unit => Enumerable.Range(unit * each, each)));
            var device = $"ops.prim.device({CodePrinter.Print(syntax).Trim()})";
            Of(module).Wrap(syntax, "torch.index_select(", $", {axis}, torch.tensor([{left}], dtype=4, device={device}))");
        }
    }

    /// <summary>The edited program.</summary>
    public ScriptProgram Apply() => edits.Count == 0
        ? program
        : new ClassSplitter(program, edits, new ModulePostOrder(program, removed.Contains)).Apply();

    private static Replacement ResultsWithout(BlockCall block)
    {
        var call = block.Call;
        var types = call.ResultTypes;
        var results = new Expression?[types.Length];
        foreach (var output in call.Outputs)
        {
            results[output.Index] = Removability.SourceOf(call, output) is { } source ? call.ArgumentSyntax[source] : null;
        }

        results[block.StreamOutput] = call.ArgumentSyntax[block.StreamInput];
        return new Replacement(results, types) { IsTuple = call.ReturnsTuple };
    }

    private PickleValue NewParameter(NumericArray value)
    {
        (program, var tensor) = program.WithNewTensor(new(value.Type.ToScalarType(), value.Shape, value.Data) { RequiresGrad = true });
        return tensor;
    }
}
