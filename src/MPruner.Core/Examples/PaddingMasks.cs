using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Examples;

/// <summary>Finds the padding masks among the inputs.</summary>
internal static class PaddingMasks
{
    /// <summary>The number of examples that are read to find out which value marks padding.</summary>
    private const int LookedAt = 256;

    /// <summary>
    /// The masks among the inputs: the input that the user chose, otherwise all two-dimensional inputs with <c>mask</c> in their names.
    /// A model with two chains, an encoder and a decoder, may have one mask for each.
    /// </summary>
    /// <param name="examples">The data.</param>
    /// <param name="choice"><c>name</c>, <c>name:padding</c> or <c>name:valid</c>; null to search by name.</param>
    /// <exception cref="PrunerException"><c>MPR3205</c>: the chosen input does not exist, or is not a mask.</exception>
    public static ImmutableArray<PaddingMask> Find(BoundExamples examples, string? choice)
    {
        var parts = choice?.Split(':', 2);
        ImmutableArray<PaddingMask> masks = [.. Enumerable.Range(0, examples.Parameters.Length)
            .Where(i => parts is null
                ? Named(examples, i, "mask")
                : examples.Parameters[i] == parts[0] || examples.Input(i).Name == parts[0])
            .Where(i => examples.Input(i) is { Shape.Length: 2, Type: not (ElementType.Complex64 or ElementType.Complex128) })
            .Select(i => new PaddingMask(i, parts is { Length: 2 } ? parts[1] == "padding" : MarksPadding(examples, i)))];
        return choice is null || (!masks.IsEmpty && parts is [_] or [_, "padding" or "valid"])
            ? masks
            : throw new PrunerException(
                "MPR3205",
                $"Mask=\"{choice}\" is no input of shape [examples, tokens] in {examples.Name}. "
                + $"Expected one of {string.Join(", ", examples.Parameters)}, optionally followed by :padding or :valid.");
    }

    /// <summary>
    /// Decides by the input's name, otherwise by its values: with padding at the end, all sequences begin with a real token;
    /// with padding at the start, all end with one.
    /// </summary>
    private static bool MarksPadding(BoundExamples examples, int input)
    {
        if (Named(examples, input, "padding"))
        {
            return true;
        }

        var mask = examples.Read(0, Math.Min(LookedAt, examples.Count))[input];
        var (values, tokens) = (mask.ToDoubles(), (int)mask.Shape[1]);
        return (Column(0), Column(tokens - 1)) switch
        {
            // Every example has padding at one end; the values do not tell at which.
            ({ } first, { } last) when first != last => Named(examples, input, "pad"),
            var (first, last) => (first ?? last) == 0,
        };

        // The common value of a column; null if it varies.
        double? Column(int token)
        {
            var constant = values.Length > 0
                && Enumerable.Range(0, values.Length / tokens).All(row => values[(row * tokens) + token] == values[token]);
            return constant ? values[token] : null;
        }
    }

    private static bool Named(BoundExamples examples, int input, string word) =>
        examples.Parameters[input].Contains(word, StringComparison.OrdinalIgnoreCase)
        || examples.Input(input).Name.Contains(word, StringComparison.OrdinalIgnoreCase);
}
