using System.Collections.Immutable;

namespace MPruner.TorchScript.Code.Syntax;

/// <summary>A node of the lossless TorchScript tree. Nodes are immutable and compare by reference.</summary>
public abstract class SyntaxNode
{
    /// <summary>The node's parts in source order: each a <see cref="Token"/> or a <see cref="SyntaxNode"/>.</summary>
    public abstract IEnumerable<object> Parts { get; }

    /// <summary>This node and every node under it, in source order.</summary>
    public IEnumerable<SyntaxNode> DescendantsAndSelf()
    {
        var open = new Stack<SyntaxNode>();
        var children = new List<SyntaxNode>();
        open.Push(this);
        while (open.TryPop(out var node))
        {
            yield return node;
            children.Clear();
            children.AddRange(node.Parts.OfType<SyntaxNode>());
            for (var i = children.Count - 1; i >= 0; i--)
            {
                open.Push(children[i]);
            }
        }
    }

    /// <summary>Every token of this node, in source order; their leading texts and texts are the node's source.</summary>
    public IEnumerable<Token> Tokens()
    {
        var open = new Stack<object>();
        var parts = new List<object>();
        open.Push(this);
        while (open.TryPop(out var part))
        {
            if (part is Token token)
            {
                yield return token;
                continue;
            }

            parts.Clear();
            parts.AddRange(((SyntaxNode)part).Parts);
            for (var i = parts.Count - 1; i >= 0; i--)
            {
                open.Push(parts[i]);
            }
        }
    }
}

/// <summary>Nodes with the separators between them; a trailing separator is kept.</summary>
/// <typeparam name="T">The kind of node.</typeparam>
/// <param name="Nodes">The nodes.</param>
/// <param name="Separators">The commas; as many as nodes, or one fewer.</param>
public sealed record SeparatedList<T>(ImmutableArray<T> Nodes, ImmutableArray<Token> Separators)
    where T : SyntaxNode
{
    /// <summary>The number of nodes.</summary>
    public int Count => Nodes.Length;

    /// <summary>The node at a position.</summary>
    public T this[int index] => Nodes[index];

    /// <summary>Nodes and separators in source order.</summary>
    public IEnumerable<object> Parts
    {
        get
        {
            for (var i = 0; i < Nodes.Length; i++)
            {
                yield return Nodes[i];
                if (i < Separators.Length)
                {
                    yield return Separators[i];
                }
            }
        }
    }
}
