using System.Text;

namespace MPruner.Elf;

/// <summary>The hash table in which the loader looks symbols up: DT_GNU_HASH.</summary>
/// <remarks>
/// The format of the GNU linker: a Bloom filter, buckets, and the hash of each symbol, whose lowest bit marks the end of a chain.
/// </remarks>
internal sealed class GnuHashTable
{
    private readonly ElfLibrary elf;
    private readonly uint bucketCount;
    private readonly long buckets;
    private readonly long chains;

    /// <param name="library">The library.</param>
    public GnuHashTable(ElfLibrary library)
    {
        elf = library;
        long start = library.OffsetOf(library[DynamicTag.GnuHash]);
        ElfBytes header = library.Read(start, 16);
        bucketCount = header.UInt32(0);
        FirstSymbol = header.UInt32(4);
        buckets = start + 16 + (8L * header.UInt32(8));
        chains = buckets + (4L * bucketCount);
    }

    /// <summary>The number of the first symbol in the table; those before it are undefined.</summary>
    public uint FirstSymbol { get; }

    /// <summary>The numbers of the symbols whose hash equals that of a name.</summary>
    public IEnumerable<uint> Candidates(string name)
    {
        uint hash = Hash(name);
        uint number = bucketCount == 0 ? 0 : elf.Read(buckets + (4L * (hash % bucketCount)), 4).UInt32(0);
        bool last = number < FirstSymbol;
        while (!last)
        {
            uint found = elf.Read(chains + (4L * (number - FirstSymbol)), 4).UInt32(0);
            if ((found | 1) == (hash | 1))
            {
                yield return number;
            }

            last = (found & 1) == 1;
            number++;
        }
    }

    private static uint Hash(string name)
    {
        uint hash = 5381;
        foreach (byte next in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash * 33) + next);
        }

        return hash;
    }
}
