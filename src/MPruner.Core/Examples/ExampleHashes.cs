using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace MPruner.Core.Examples;

/// <summary>The hashes of examples, by which repeated ones are found.</summary>
internal static class ExampleHashes
{
    private const int BatchSize = 256;

    /// <summary>One hash per example: 128 bits of the SHA-256 of its arguments' bytes. Labels are not included.</summary>
    public static ImmutableArray<UInt128> Of(BoundExamples examples, CancellationToken cancel)
    {
        var hashes = ImmutableArray.CreateBuilder<UInt128>(examples.Count);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var start = 0; start < examples.Count; start += BatchSize)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, examples.Count - start);
            var arrays = examples.Read(start, count);
            for (var example = 0; example < count; example++)
            {
                foreach (var array in arrays)
                {
                    var size = array.Data.Length / count;
                    sha.AppendData(array.Data.Span.Slice(example * size, size));
                }

                sha.GetHashAndReset(hash);
                hashes.Add(BinaryPrimitives.ReadUInt128LittleEndian(hash));
            }
        }

        return hashes.MoveToImmutable();
    }
}
