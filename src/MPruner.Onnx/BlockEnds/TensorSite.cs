using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.BlockEnds;

/// <summary>A place where a node reads a constant tensor.</summary>
/// <param name="Site">The place.</param>
/// <param name="IsTransposed">Whether a weight is stored as [inputs, outputs]; it is shown as [outputs, inputs].</param>
internal sealed record TensorSite(ValueSite Site, bool IsTransposed = false)
{
    /// <summary>Whether the tensor is a constant of 32-bit or other real floating-point numbers.</summary>
    public bool IsFloat(Dataflow flow) => flow.Constant(Site.Name(flow))?.Type is { } type && type.IsFloat();

    /// <summary>The number of elements.</summary>
    public long Count(Dataflow flow) => Tensor(flow).Count;

    /// <summary>The number of outputs of a weight.</summary>
    public long Outputs(Dataflow flow) => Tensor(flow).Sizes[IsTransposed ? 1 : 0];

    /// <summary>The tensor by the name of its value; a weight as [outputs, …].</summary>
    public NamedArray Read(Dataflow flow)
    {
        var array = Tensor(flow).ToArray();
        return new(Site.Name(flow), IsTransposed ? Transposed(array) : array);
    }

    /// <summary>A tensor as <see cref="Read"/> shows it, in the form in which it is stored.</summary>
    public NumericArray Stored(NumericArray array) => IsTransposed ? Transposed(array) : array;

    private OnnxTensor Tensor(Dataflow flow) => flow.Constant(Site.Name(flow))!;

    private static NumericArray Transposed(NumericArray matrix)
    {
        var (rows, columns, size) = ((int)matrix.Shape[0], (int)matrix.Shape[1], matrix.Type.Size());
        var turned = new byte[matrix.Data.Length];
        if (size == sizeof(float))
        {
            Transpose(MemoryMarshal.Cast<byte, float>(matrix.Data.Span), MemoryMarshal.Cast<byte, float>(turned.AsSpan()), columns);
        }
        else if (size == sizeof(double))
        {
            Transpose(MemoryMarshal.Cast<byte, double>(matrix.Data.Span), MemoryMarshal.Cast<byte, double>(turned.AsSpan()), columns);
        }
        else
        {
            Transpose(MemoryMarshal.Cast<byte, ushort>(matrix.Data.Span), MemoryMarshal.Cast<byte, ushort>(turned.AsSpan()), columns);
        }

        return matrix with { Shape = [columns, rows], Data = turned };
    }

    private static void Transpose<T>(ReadOnlySpan<T> from, Span<T> to, int columns)
    {
        var rows = from.Length / columns;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                to[(column * rows) + row] = from[(row * columns) + column];
            }
        }
    }
}
