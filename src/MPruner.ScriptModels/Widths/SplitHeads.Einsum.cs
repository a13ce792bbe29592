using System.Collections.Immutable;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <content>Products that are written as sums over indices: <c>torch.einsum("bhid,bhjd->bhij", [q, k])</c>.</content>
internal sealed partial record SplitHeads
{
    /// <summary>A sum over indices, of which one is that of the heads in every value that has them; null if it is any other.</summary>
    /// <param name="einsum">The operator.</param>
    /// <param name="values">What is known of the values that it multiplies; null for those without heads.</param>
    public static HeadState? Einsum(Operator einsum, ImmutableArray<HeadState?> values)
    {
        var equation = einsum.Argument(0) is LiteralExpression literal ? literal.Literal.Text.Trim('"', '\'').Replace(" ", "") : "";
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length != 2 || terms.Length != values.Length)
        {
            return null;
        }

        var factors = terms.Zip(values).Where(t => t.Second is not null).Select(t => new Factor(t.First, t.Second as SplitHeads)).ToList();
        if (!factors.TrueForAll(factor => factor.IsIndexed && factor.Value!.IsAsMany(factors[0].Value!)))
        {
            return null;
        }

        var head = factors[0].Head;
        var others = terms.Zip(values).Where(t => t.Second is null).Select(t => t.First);
        var axes = sides[1].Select(index => factors.Select(factor => factor[index]).OfType<HeadAxis>().Distinct().ToList()).ToList();
        if (!sides[1].Contains(head)
            || factors.Exists(factor => factor.Head != head)
            || others.Any(term => term.Contains(head))
            || axes.Exists(found => found.Count > 1))
        {
            return null;
        }

        factors.ForEach(factor => factors[0].Value!.Group.Unite(factor.Value!.Group));
        var sized = factors.Find(factor => sides[1].Any(index => factor[index] == HeadAxis.Size)) ?? factors[0];
        return sized.Value! with { Axes = [.. axes.Select(found => found.FirstOrDefault(HeadAxis.Other))] };
    }

    private bool IsAsMany(SplitHeads other) => (Heads, Copies, AreHeadsOutside) == (other.Heads, other.Copies, other.AreHeadsOutside);

    /// <summary>One of the values that are multiplied.</summary>
    /// <param name="Indices">A letter for each of its axes.</param>
    /// <param name="Value">The heads; null if they are not told apart yet, or no longer.</param>
    private sealed record Factor(string Indices, SplitHeads? Value)
    {
        public bool IsIndexed => Value is { IsList: false, HeadAt: >= 0 } && Value.Axes.Length == Indices.Length;

        public char Head => Indices[Value!.HeadAt];

        public HeadAxis? this[char index] => Indices.IndexOf(index) is >= 0 and var at ? Value!.Axes[at] : null;
    }
}
