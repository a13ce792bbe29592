using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Tool.Data;

/// <summary>The header of a <c>.npy</c> array.</summary>
/// <param name="Type">The element type.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
/// <param name="FortranOrder">Whether the first dimension varies fastest.</param>
/// <param name="Shape">All dimensions.</param>
internal sealed record NpyHeader(ElementType Type, bool BigEndian, bool FortranOrder, ImmutableArray<long> Shape)
{
    /// <summary>The size of all elements in bytes.</summary>
    /// <exception cref="OverflowException">No file is that large.</exception>
    public long PayloadLength => Shape.Aggregate((long)Type.Size(), (product, size) => checked(product * size));
}
