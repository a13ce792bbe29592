using System.Collections.Immutable;

namespace MPruner.Core.Ports;

/// <summary>The header of one array in a data file. Its first dimension is the example.</summary>
/// <param name="Name">The name in the file; empty for a single <c>.npy</c> file.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">All dimensions, the number of examples first.</param>
public sealed record ArrayHeader(string Name, ElementType Type, ImmutableArray<long> Shape);

/// <summary>Calibration or evaluation data, read a few examples at a time.</summary>
/// <remarks>Implementations must not keep what they read: memory use must depend on the batch, not on the size of the file.</remarks>
public interface IExampleSource
{
    /// <summary>The name of the data source, for messages.</summary>
    string Name { get; }

    /// <summary>The headers of all arrays, including labels, in the file's order.</summary>
    ImmutableArray<ArrayHeader> Arrays { get; }

    /// <summary>Reads chosen examples of one array.</summary>
    /// <param name="array">An index into <see cref="Arrays"/>.</param>
    /// <param name="examples">Indices along the first dimension, in the requested order.</param>
    /// <returns>The examples in that order; the first dimension is their number.</returns>
    NumericArray Read(int array, ReadOnlySpan<int> examples);
}
