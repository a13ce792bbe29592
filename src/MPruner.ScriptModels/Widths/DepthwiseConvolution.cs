using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>A convolution that computes every channel from the same one of its input.</summary>
/// <param name="Weight">[channels, 1, …].</param>
/// <param name="Bias">[channels]; null if it has none.</param>
/// <param name="Groups">The number of channels in the code.</param>
internal sealed record DepthwiseConvolution(TensorInfo Weight, TensorInfo? Bias, SizeInCode Groups)
{
    /// <summary>Reads it from its call; null if the operator is anything else.</summary>
    public static DepthwiseConvolution? Of(Operator convolution)
    {
        var traced = convolution.Name == "convolution";
        var groupsAt = traced ? 8 : 6;
        return convolution.Name is "conv1d" or "conv2d" or "conv3d" or "convolution"
            && !(traced && convolution.IsTrue(6))
            && convolution.Tensor(1) is { Sizes: [var channels, 1, ..] } weight
            && (convolution.Tensor(2) is not null || convolution.IsNone(2))
            && convolution.Argument(groupsAt) is LiteralExpression groups
            && convolution.Number(groupsAt) == channels
                ? new(weight, convolution.Tensor(2), new(convolution.Module, groups, 1))
                : null;
    }
}
