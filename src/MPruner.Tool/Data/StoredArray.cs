using MPruner.Core.Ports;

namespace MPruner.Tool.Data;

/// <summary>One array of a data file and the location of its elements, row-major.</summary>
/// <param name="Header">Name, type and shape.</param>
/// <param name="BigEndian">Whether the most significant byte of each element comes first.</param>
/// <param name="Bytes">The elements.</param>
internal sealed record StoredArray(ArrayHeader Header, bool BigEndian, IByteRange Bytes);
