using MPruner.Core.Ports;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tensors;

/// <summary>
/// Matrices seen as their transposes. Code may have a layer's weight as [in, out]; what changes layers knows it as [out, in], under the
/// name that Python would give it: <c>c_fc.weight.T</c>.
/// </summary>
internal static class Transposition
{
    private const string Suffix = ".T";

    /// <summary>The name of a matrix's transpose.</summary>
    public static string Of(string name) => name + Suffix;

    /// <summary>The name of the matrix whose transpose has a name; null if it is no name of a transpose.</summary>
    public static string? Undo(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : null;

    /// <summary>The transpose of a matrix, in the same storage.</summary>
    public static TensorInfo Of(TensorInfo matrix) =>
        matrix with { Sizes = [matrix.Sizes[1], matrix.Sizes[0]], Strides = [matrix.Strides[1], matrix.Strides[0]] };

    /// <summary>Whether a tensor is another one, or its transpose.</summary>
    public static bool IsEither(TensorInfo? tensor, TensorInfo other) =>
        tensor is not null && (tensor.Equals(other) || (tensor.Sizes.Length == 2 && Of(tensor).Equals(other)));

    /// <summary>The transpose of a named matrix.</summary>
    public static NamedArray Of(NamedArray matrix) => new(Of(matrix.Name), Of(matrix.Array));

    /// <summary>The transpose of a matrix's values.</summary>
    public static NumericArray Of(NumericArray matrix)
    {
        var (rows, columns) = ((int)matrix.Shape[0], (int)matrix.Shape[1]);
        var size = matrix.Data.Length / Math.Max(rows * columns, 1);
        var data = new byte[matrix.Data.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                matrix.Data.Span.Slice(((row * columns) + column) * size, size).CopyTo(data.AsSpan(((column * rows) + row) * size));
            }
        }

        return new(matrix.Type, [matrix.Shape[1], matrix.Shape[0]], data);
    }
}
