using System.Numerics;

namespace MPruner.Onnx.Graphs;

/// <summary>A set of nodes, by their positions in the graph.</summary>
/// <param name="size">The number of nodes of the graph.</param>
internal sealed class NodeSet(int size)
{
    private readonly ulong[] words = new ulong[(size + 63) / 64];

    /// <summary>The nodes in order.</summary>
    public IEnumerable<int> Nodes
    {
        get
        {
            for (var word = 0; word < words.Length; word++)
            {
                for (var rest = words[word]; rest != 0; rest &= rest - 1)
                {
                    yield return (word * 64) + BitOperations.TrailingZeroCount(rest);
                }
            }
        }
    }

    /// <summary>Whether a node is in the set.</summary>
    public bool Has(int node) => (words[node / 64] & (1UL << (node % 64))) != 0;

    /// <summary>Adds a node.</summary>
    public void Add(int node) => words[node / 64] |= 1UL << (node % 64);

    /// <summary>Adds the nodes of another set.</summary>
    public void Add(NodeSet other)
    {
        for (var word = 0; word < words.Length; word++)
        {
            words[word] |= other.words[word];
        }
    }

    /// <summary>The nodes that are in both sets.</summary>
    public NodeSet And(NodeSet other)
    {
        var both = new NodeSet(size);
        for (var word = 0; word < words.Length; word++)
        {
            both.words[word] = words[word] & other.words[word];
        }

        return both;
    }

    /// <summary>Whether all nodes of this set are in another.</summary>
    public bool IsIn(NodeSet other)
    {
        for (var word = 0; word < words.Length; word++)
        {
            if ((words[word] & ~other.words[word]) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
