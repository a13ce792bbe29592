using System.Collections.Immutable;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.BlockEnds;

/// <summary>How a convolution without groups moves over its input: one number for each position dimension.</summary>
/// <param name="Kernel">The sizes of the kernel.</param>
/// <param name="Strides">The steps.</param>
/// <param name="Pads">The zeros before the first position.</param>
/// <param name="Dilations">The distances between the kernel's elements.</param>
internal sealed record Window(
    ImmutableArray<long> Kernel, ImmutableArray<long> Strides, ImmutableArray<long> Pads, ImmutableArray<long> Dilations)
{
    /// <summary>The zeros after the last position.</summary>
    public required ImmutableArray<long> EndPads { get; init; }

    /// <summary>The window of the identity.</summary>
    /// <param name="dimensions">The number of position dimensions.</param>
    public static Window Point(int dimensions)
    {
        ImmutableArray<long> ones = [.. Enumerable.Repeat(1L, dimensions)];
        ImmutableArray<long> zeros = [.. Enumerable.Repeat(0L, dimensions)];
        return new(ones, ones, zeros, ones) { EndPads = zeros };
    }

    /// <summary>The window of a node; null if the convolution has groups, or pads by a rule.</summary>
    /// <param name="convolution">The node.</param>
    /// <param name="weight">[outputs, inputs, kernel…].</param>
    public static Window? Of(OnnxNode convolution, OnnxTensor weight)
    {
        var dimensions = weight.Sizes.Length - 2;
        var rule = convolution.Attribute("auto_pad")?.Text ?? "NOTSET";
        var pads = Numbers("pads", 0, 2 * dimensions);
        return (convolution.Attribute("group")?.Integer ?? 1) == 1 && rule is "NOTSET" or "VALID" or ""
            ? new(weight.Sizes[2..], Numbers("strides", 1, dimensions), pads[..dimensions], Numbers("dilations", 1, dimensions))
            {
                EndPads = pads[dimensions..],
            }
            : null;

        ImmutableArray<long> Numbers(string name, long otherwise, int count) =>
            convolution.Attribute(name)?.Integers is { } given && given.Length == count ? given : [.. Enumerable.Repeat(otherwise, count)];
    }
}
