using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.Onnx.Numerics;

namespace MPruner.Onnx.Recording;

/// <summary>The values of a residual stream in one pass, seen as [examples, channels, positions] or as rows of features.</summary>
internal sealed class Stream
{
    private readonly float[] values;
    private readonly int channels;
    private readonly bool isLast;

    /// <param name="array">The values.</param>
    /// <param name="featureDimension">1, or −1 for the last; null if the model does not show it.</param>
    public Stream(NumericArray array, int? featureDimension)
    {
        Shape = array.Shape;
        IsMap = Rank > 3 || (Rank == 3 && featureDimension == 1);
        isLast = !IsMap || (featureDimension == -1 && Rank > 3);
        channels = (int)Shape[isLast ? ^1 : 1];
        values = array.Type == ElementType.Float32
            ? MemoryMarshal.Cast<byte, float>(array.Data.Span).ToArray()
            : Array.ConvertAll(array.ToDoubles(), value => (float)value);
    }

    /// <summary>Whether the stream consists of feature maps.</summary>
    public bool IsMap { get; }

    /// <summary>The shape.</summary>
    public ImmutableArray<long> Shape { get; }

    private int Rank => Shape.Length;

    private int Examples => (int)Shape[0];

    private int Positions => values.Length / (Examples * channels);

    /// <summary>The values as one row for each example, channel by channel.</summary>
    public Matrix<float> ByExample() => new(IsMap && isLast ? Turned() : values, Examples, channels * Positions);

    /// <summary>The number of channels.</summary>
    public int Channels => channels;

    /// <summary>Some values of each example, by their places among all of an example; null if an example has fewer.</summary>
    /// <param name="places">The places.</param>
    public Matrix<float>? Picked(ReadOnlySpan<long> places)
    {
        var size = values.Length / Examples;
        var picked = new Matrix<float>(Examples, places.Length);
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] >= size)
            {
                return null;
            }

            for (var example = 0; example < Examples; example++)
            {
                picked.Row(example)[i] = values[(example * size) + (int)places[i]];
            }
        }

        return picked;
    }

    /// <summary>
    /// Rows of features: of maps those of each example at some positions, of tokens those with some indices, else one for each example.
    /// </summary>
    /// <param name="chosen">The positions or indices.</param>
    public Matrix<float> Rows(ReadOnlySpan<long> chosen)
    {
        if (!IsMap)
        {
            return Rank > 2 ? Taken(chosen) : new([.. values], Examples, values.Length / Examples);
        }

        var rows = new Matrix<float>(Examples * chosen.Length, channels);
        for (var example = 0; example < Examples; example++)
        {
            for (var i = 0; i < chosen.Length; i++)
            {
                CopyTo(rows.Row((example * chosen.Length) + i), example, (int)chosen[i]);
            }
        }

        return rows;
    }

    /// <summary>Rows of features at other positions of each example.</summary>
    /// <param name="positions">int64 [examples, positions].</param>
    public Matrix<float> RowsAt(NumericArray positions)
    {
        var chosen = MemoryMarshal.Cast<byte, long>(positions.Data.Span);
        var each = chosen.Length / Examples;
        var rows = new Matrix<float>(chosen.Length, channels);
        for (var i = 0; i < chosen.Length; i++)
        {
            CopyTo(rows.Row(i), i / each, (int)chosen[i]);
        }

        return rows;
    }

    private Matrix<float> Taken(ReadOnlySpan<long> chosen)
    {
        var rows = new Matrix<float>(chosen.Length, channels);
        for (var i = 0; i < chosen.Length; i++)
        {
            values.AsSpan((int)chosen[i] * channels, channels).CopyTo(rows.Row(i));
        }

        return rows;
    }

    private void CopyTo(Span<float> row, int example, int position)
    {
        var own = values.AsSpan(example * channels * Positions, channels * Positions);
        if (isLast)
        {
            own.Slice(position * channels, channels).CopyTo(row);
            return;
        }

        for (var channel = 0; channel < row.Length; channel++)
        {
            row[channel] = own[(channel * Positions) + position];
        }
    }

    private float[] Turned()
    {
        var each = new Matrix<float>(Positions, channels);
        var turned = new float[values.Length];
        for (var example = 0; example < Examples; example++)
        {
            values.AsSpan(example * each.Values.Length, each.Values.Length).CopyTo(each.Values);
            each.Transposed().Values.CopyTo(turned.AsSpan(example * each.Values.Length));
        }

        return turned;
    }
}
