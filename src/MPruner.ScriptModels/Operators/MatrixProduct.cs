using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Tensors;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Operators;

/// <summary>A product of the model's values and a weight of the module whose code computes it, and the bias that is added.</summary>
/// <param name="Operator">The operator that multiplies.</param>
/// <param name="At">The position of the values among its arguments.</param>
/// <param name="Weight">[out, in], even where the module has it as [in, out].</param>
/// <param name="Bias">[out]; null if none is added.</param>
internal sealed record MatrixProduct(Operator Operator, int At, TensorInfo Weight, TensorInfo? Bias)
{
    /// <summary>
    /// Reads <c>torch.addmm(bias, values, weight)</c>, <c>torch.matmul(values, weight)</c> or the sum of the latter and a bias; null if the
    /// operator is anything else.
    /// </summary>
    public static MatrixProduct? Of(Operator sum) => sum.IsOfTorch && sum.Value.Inputs.Length == 1
        ? sum.Name switch
        {
            "addmm" when sum.AreOnes(3) && sum.Tensor(0) is { } bias => Of(sum, 1, bias),
            "matmul" or "mm" => Of(sum, 0, null),
            "add" when sum.AreOnes(2) && Behind(sum) is { Name: "matmul" or "mm", IsOfTorch: true, Value.Inputs.Length: 1 } product
                && sum.Tensor(sum.StartsWithInput ? 1 : 0) is { } bias => Of(product, 0, bias),
            _ => null,
        }
        : null;

    /// <summary>The operator that computed an operator's input; null unless the same code did.</summary>
    public static Operator? Behind(Operator found) =>
        found.Input is OperationValue operation && ReferenceEquals(operation.Frame, found.Value.Frame) ? Operator.Behind(operation) : null;

    private static MatrixProduct? Of(Operator product, int at, TensorInfo? bias) =>
        ReferenceEquals(product.Value.Operands[at], product.Input)
        && WeightOf(product, at + 1) is { } weight
        && (bias is null || (bias.Sizes is [var outputs] && outputs == weight.Sizes[0]))
            ? new(product, at, weight, bias)
            : null;

    /// <summary>A weight of the module, as it is or transposed in the code.</summary>
    private static TensorInfo? WeightOf(Operator product, int position)
    {
        if (product.Tensor(position) is { Sizes.Length: 2 } stored)
        {
            return Transposition.Of(stored);
        }

        var frame = product.Value.Frame;
        return product.Argument(position) is { } argument
            && Variables.Resolve(argument, frame.Method) is CallExpression { Callee: AttributeExpression function } call
            && function.Name.Text is "t" or "numpy_T"
            && OwnAttribute.Of(call.Arguments[0].Value, frame) is { } attribute
            && frame.Module[attribute] is { } value
            && TensorInfo.Of(value) is { Sizes.Length: 2 } weight
                ? weight
                : null;
    }
}
