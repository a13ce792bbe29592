using System.Collections.Immutable;

namespace MPruner.Core.Ports;

/// <summary>One array of a data file: the first dimension is the example.</summary>
/// <param name="Name">The name in the file; for a bare <c>.npy</c> an empty string.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">All dimensions, the number of examples first.</param>
public sealed record ArrayHeader(string Name, ElementType Type, ImmutableArray<long> Shape);

/// <summary>Calibration or evaluation data, read a few examples at a time.</summary>
/// <remarks>Reading must not keep what it read: memory is a batch, not the file.</remarks>
public interface IExampleSource
{
    /// <summary>Where the data come from, for messages.</summary>
    string Name { get; }

    /// <summary>The arrays in the file's order, labels included.</summary>
    ImmutableArray<ArrayHeader> Arrays { get; }

    /// <summary>Reads chosen examples of one array.</summary>
    /// <param name="array">An index into <see cref="Arrays"/>.</param>
    /// <param name="examples">Indices along the first dimension, in the order wanted.</param>
    NumericArray Read(int array, ReadOnlySpan<int> examples);
}
