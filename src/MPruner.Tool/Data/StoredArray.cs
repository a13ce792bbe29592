using MPruner.Core.Ports;

namespace MPruner.Tool.Data;

/// <summary>One array of a data file and where its elements lie, row-major.</summary>
/// <param name="Header">Name, type and shape.</param>
/// <param name="BigEndian">Whether each element's bytes stand in the reverse order.</param>
/// <param name="Bytes">The elements.</param>
internal sealed record StoredArray(ArrayHeader Header, bool BigEndian, IByteRange Bytes);
