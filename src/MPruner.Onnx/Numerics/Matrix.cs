namespace MPruner.Onnx.Numerics;

/// <summary>A dense matrix, row-major.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Values">The elements.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
internal sealed record Matrix<T>(T[] Values, int Rows, int Columns)
    where T : struct
{
    /// <summary>A matrix of zeros.</summary>
    public Matrix(int rows, int columns)
        : this(new T[(long)rows * columns], rows, columns)
    {
    }

    /// <summary>A row.</summary>
    public Span<T> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>The matrix with rows and columns exchanged.</summary>
    public Matrix<T> Transposed()
    {
        var turned = new Matrix<T>(Columns, Rows);
        for (var row = 0; row < Rows; row++)
        {
            var own = Row(row);
            for (var column = 0; column < own.Length; column++)
            {
                turned.Values[(column * Rows) + row] = own[column];
            }
        }

        return turned;
    }

    /// <summary>The matrix with converted elements.</summary>
    public Matrix<TOther> To<TOther>(Converter<T, TOther> convert)
        where TOther : struct => new(Array.ConvertAll(Values, convert), Rows, Columns);
}
