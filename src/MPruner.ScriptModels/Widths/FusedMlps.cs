using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>
/// The operators of a block that compute an MLP. A scripted block also has the layers as calls, and decides itself which of both it runs.
/// </summary>
internal sealed class FusedMlps
{
    private readonly DataflowTrace trace;
    private readonly ImmutableArray<FusedMlp> all;

    /// <param name="trace">The dataflow of a program.</param>
    /// <param name="operations">The operations of the block.</param>
    public FusedMlps(DataflowTrace trace, IEnumerable<OperationValue> operations) =>
        (this.trace, all) = (trace, [.. operations.Select(FusedMlp.Of).OfType<FusedMlp>()]);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => all.IsEmpty;

    /// <summary>The operators that get tensors of one of some layers.</summary>
    public ImmutableArray<FusedMlp> Of(params IReadOnlyCollection<PickleObject> layers) =>
        [.. all.Where(mlp => layers.Contains(mlp.Writer) || layers.Contains(mlp.Reader))];

    /// <summary>The layers of the MLPs that only one operator computes.</summary>
    public IEnumerable<(OperationValue At, InnerLayers Layers)> Uncalled() =>
        from mlp in all
        where Of(mlp.Writer, mlp.Reader) is [_] && IsOwn(mlp.Writer) && IsOwn(mlp.Reader)
        let layers = mlp.ToLayers()
        where layers is not null
        select (mlp.Value, layers);

    /// <summary>
    /// Whether code outside of a layer only passes its tensors to these operators, or asks what does not depend on their shape, such as
    /// whether they need gradients.
    /// </summary>
    public bool MayRead(PickleObject layer) =>
        trace.All.SelectMany(t => t.Exposures).Where(exposure => ReferenceEquals(exposure.Module, layer)).All(MayRead);

    private bool MayRead(Exposure exposure)
    {
        if (exposure.Read is not AttributeExpression read)
        {
            return false;
        }

        var slot = new AttributeSlot(exposure.Module, read.Name.Text);
        return AttributeUses.Of(read, exposure.Frame.Method) is { } uses
            && uses.All(use => IsQuestion(use.Call) || all.Any(mlp => Gets(mlp, use)));

        bool Gets(FusedMlp mlp, (CallExpression Call, int Position) use) =>
            ReferenceEquals(mlp.Value.Frame, exposure.Frame) && mlp.Gets(slot, use.Call, use.Position);
    }

    private static bool IsQuestion(CallExpression call) => call.Callee is AttributeExpression
    {
        Target: AttributeExpression { Target: NameExpression { Name.Text: "ops" }, Name.Text: "prim" },
        Name.Text: "requires_grad" or "is_cuda" or "device" or "dtype" or "is_nested",
    };

    /// <summary>Whether nothing but the operators uses a layer, which no code calls.</summary>
    private bool IsOwn(PickleObject layer)
    {
        var tensors = layer.Attributes.Select(a => TensorInfo.Of(a.Value)?.StorageKey).OfType<string>().ToHashSet();
        return MayRead(layer) && !BlockLayer.IsShared(trace, layer, calls: 0) && Modules(trace.Root.Module).Count(Has) == 1;

        bool Has(PickleObject module) =>
            module.Attributes.Any(a => TensorInfo.Of(a.Value) is { } tensor && tensors.Contains(tensor.StorageKey));
    }

    private static HashSet<PickleObject> Modules(PickleObject root)
    {
        HashSet<PickleObject> found = [];
        var open = new Stack<PickleObject>([root]);
        while (open.TryPop(out var module))
        {
            if (found.Add(module))
            {
                module.Attributes.Select(a => a.Value).OfType<PickleObject>().ToList().ForEach(open.Push);
            }
        }

        return found;
    }
}
