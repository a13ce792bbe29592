using System.Collections.Immutable;
using System.Globalization;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Operators;

/// <summary>
/// A call of one of PyTorch's operators or functions in a module's code: <c>torch.conv2d(input, weight, bias, [1, 1])</c>.
/// </summary>
internal sealed class Operator
{
    private readonly CallExpression call;
    private readonly AttributeExpression function;

    private Operator(OperationValue value, CallExpression call, AttributeExpression function)
    {
        Value = value;
        this.call = call;
        this.function = function;
        Name = function.Name.Text.TrimEnd('_').TrimStart('_');
    }

    /// <summary>The value that it computes.</summary>
    public OperationValue Value { get; }

    /// <summary>
    /// The name without its module: <c>conv2d</c>. It is <c>relu</c> for
    /// <c>torch.relu</c> and <c>torch.nn.functional.relu</c>, in place or not.
    /// </summary>
    public string Name { get; }

    /// <summary>The module whose code calls it; for the operator of a layer, the layer.</summary>
    public PickleObject Module => Value.Frame.Module;

    /// <summary>The first argument that depends on the model's input.</summary>
    public Value Input => Value.Inputs[0];

    /// <summary>Whether that is the first argument; otherwise a weight or a number is.</summary>
    public bool StartsWithInput => ReferenceEquals(Value.Operands[0], Input);

    /// <summary>The first argument's expression.</summary>
    public ValueSite InputSite => new(Value.Frame, call.Arguments[0].Value);

    /// <summary>The operator that computed a value, even if modules passed the value on; null if no operator did.</summary>
    public static Operator? Behind(Value value) =>
        value.Source is OperationValue { Syntax: CallExpression call } operation
        && FunctionOf(call, operation.Frame.Method) is { } function
            ? new Operator(operation, call, function)
            : null;

    /// <summary>The same, but ignoring dropout, which does nothing in evaluation mode.</summary>
    public static Operator? BehindDropout(Value value)
    {
        var found = Behind(value);
        while (found is { Name: "dropout" or "feature_dropout" })
        {
            found = Behind(found.Input);
        }

        return found;
    }

    /// <summary>Whether it is the plain sum of two values that depend on the model's input.</summary>
    public bool IsSum => Name == "add" && Value.Inputs.Length == 2 && AreOnes(2);

    /// <summary>Whether it is called as <c>torch.name</c>, and not as a function of <c>torch.nn.functional</c>.</summary>
    public bool IsOfTorch => call.Callee is AttributeExpression { Target: NameExpression { Name.Text: "torch" } };

    /// <summary>Whether it is an operator or function of PyTorch, and not a function of the model that has the same name.</summary>
    public bool IsOfPyTorch => IsOfTorch
        || CodePrinter.Print(function.Target).Trim() == "__torch__.torch.nn.functional";

    /// <summary>Whether it only asks for the rank, the type or the device of its input.</summary>
    public bool IsQuestion => IsOfTorch
        ? Name is "dim" or "is_floating_point"
        : Name is "dtype" or "device" && CodePrinter.Print(function.Target).Trim() == "ops.prim";

    /// <summary>
    /// Whether it computes each feature, or each channel of feature maps, from the same one of its input, and has no weights of its own.
    /// </summary>
    public bool TreatsFeaturesAlike => Name
        is "to" or "clone" or "contiguous" or "clamp" or "dropout" or "feature_dropout"
        or "relu" or "relu6" or "leaky_relu" or "elu" or "selu" or "celu" or "gelu" or "silu" or "mish" or "softplus"
        or "hardtanh" or "hardswish" or "hardsigmoid" or "tanh" or "sigmoid" or "erf" or "exp" or "square" or "sqrt" or "abs" or "neg";

    /// <summary>
    /// Whether it computes each element from the same one of its inputs, and from numbers. A constant in the code counts as a number, as it
    /// nearly always is: a trace has numbers as tensors. Where it has the features' size, the engine refuses the model with fewer of them.
    /// </summary>
    public bool IsArithmetic => Name is "add" or "sub" or "rsub" or "mul" or "div" or "pow" or "maximum" or "minimum"
        && Value.Operands.OfType<StaticValue>().All(IsNumber);

    /// <summary>
    /// An argument that is a tensor attribute of the module itself, not something computed from it; null if it is anything else.
    /// </summary>
    public TensorInfo? Tensor(int position) => Has(position)
        && OwnAttribute.Of(call.Arguments[position].Value, Value.Frame) is { } attribute
        && Module[attribute] is { } value
            ? TensorInfo.Of(value)
            : null;

    /// <summary>Whether an argument is missing or <c>None</c>, as it is written or as the module's attribute.</summary>
    public bool IsNone(int position) => !Has(position)
        || call.Arguments[position].Value is LiteralExpression { Literal.Text: "None" }
        || (OwnAttribute.Of(call.Arguments[position].Value, Value.Frame) is { } attribute && Module[attribute] is PickleNone);

    /// <summary>Whether the call passes an argument.</summary>
    public bool Has(int position) => position < call.Arguments.Count;

    /// <summary>Whether all arguments from a position on, such as factors of what is added, are missing or the literal 1.</summary>
    public bool AreOnes(int position) =>
        call.Arguments.Nodes.Skip(position).All(argument => argument.Value is LiteralExpression { Literal.Text: "1" });

    /// <summary>An argument's expression; null if the call does not pass it.</summary>
    public Expression? Argument(int position) => Has(position) ? call.Arguments[position].Value : null;

    /// <summary>The expression of an argument that is passed by its name; null if it is not.</summary>
    public Expression? Named(string name) => call.Arguments.Nodes.FirstOrDefault(argument => argument.Name?.Text == name)?.Value;

    /// <summary>An argument that is a list of integers; null if it is anything else.</summary>
    public ImmutableArray<long>? Numbers(int position)
    {
        if (!Has(position) || call.Arguments[position].Value is not ListExpression list)
        {
            return null;
        }

        var numbers = list.Elements.Nodes.Select(Number).ToList();
        return numbers.Contains(null) ? null : [.. numbers.Select(n => (long)n!.Value)];
    }

    /// <summary>Whether an argument is the literal <c>True</c>.</summary>
    public bool IsTrue(int position) => Has(position) && call.Arguments[position].Value is LiteralExpression { Literal.Text: "True" };

    /// <summary>Whether a slice takes everything, as Python writes <c>:</c>.</summary>
    public bool IsWhole =>
        (IsNone(2) || Number(2) == 0) && (IsNone(3) || Number(3) >= int.MaxValue) && (!Has(4) || Number(4) == 1);

    /// <summary>An argument that is a number; null if it is anything else.</summary>
    public double? Number(int position) => Has(position) ? Number(call.Arguments[position].Value) : null;

    private static bool IsNumber(StaticValue value) => value.Slot is not { } slot
        || slot.Owner[slot.Name] is PickleInt or PickleFloat
        || (slot.Owner[slot.Name] is { } attribute && TensorInfo.Of(attribute) is { ElementCount: 1 });

    private static double? Number(Expression expression) =>
        expression switch
        {
            LiteralExpression { Literal.Text: var text }
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
            UnaryExpression { Operator.Text: "-" } negative => -Number(negative.Operand),
            _ => null,
        };

    private static AttributeExpression? FunctionOf(CallExpression call, FunctionDefinition method) => call.Callee switch
    {
        AttributeExpression attribute => attribute,
        // _0 = __torch__.torch.nn.functional.batch_norm
        NameExpression alias => method.Body.DescendantsAndSelf().OfType<AssignStatement>()
            .Where(s => s.Target is NameExpression target && target.Name.Text == alias.Name.Text)
            .Select(s => s.Value as AttributeExpression)
            .FirstOrDefault(),
        _ => null,
    };
}
