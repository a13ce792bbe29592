using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.TorchScript;

namespace MPruner.Core.Examples;

/// <summary>Which input tells padding from real tokens, and how.</summary>
/// <param name="Input">The position among the arguments of <c>forward</c>.</param>
/// <param name="TrueIsPadding">Whether a true value marks padding; else it marks a real token.</param>
internal sealed record PaddingMask(int Input, bool TrueIsPadding)
{
    /// <summary>The mask of some data: the input chosen by the user, else the one with <c>mask</c> in its name that has two dimensions; null where there is none.</summary>
    /// <param name="examples">The data.</param>
    /// <param name="choice"><c>name</c>, <c>name:padding</c> or <c>name:valid</c>; null to look for one.</param>
    /// <exception cref="PrunerException">MPR3205: the chosen input is not there, or is no mask.</exception>
    public static PaddingMask? Find(BoundExamples examples, string? choice)
    {
        var parts = choice?.Split(':', 2);
        var positions = Enumerable.Range(0, examples.Parameters.Length).Where(i => parts is null
            ? examples.Parameters[i].Contains("mask", StringComparison.OrdinalIgnoreCase) || examples.Input(i).Name.Contains("mask", StringComparison.OrdinalIgnoreCase)
            : examples.Parameters[i] == parts[0] || examples.Input(i).Name == parts[0]);
        var mask = positions.Where(i => examples.Input(i).Shape.Length == 2 && examples.Input(i).Type is not (ElementType.Complex64 or ElementType.Complex128)).Cast<int?>().FirstOrDefault();
        if (mask is not { } input)
        {
            return choice is null
                ? null
                : throw new PrunerException("MPR3205", $"Mask=\"{choice}\" names no input of shape [examples, tokens] in {examples.Name}. Expected one of {string.Join(", ", examples.Parameters)}, optionally followed by :padding or :valid.");
        }

        var padding = parts is { Length: 2 }
            ? parts[1] == "padding"
            : examples.Parameters[input].Contains("padding", StringComparison.OrdinalIgnoreCase);
        return new PaddingMask(input, padding);
    }

    /// <summary>For each token of a batch whether it is real, row-major; null where the array holds anything but 0 and 1.</summary>
    public ImmutableArray<bool>? RealTokens(ImmutableArray<NumericArray> inputs)
    {
        var values = inputs[Input].ToDoubles();
        return Array.TrueForAll(values, v => v is 0 or 1) ? [.. values.Select(v => (v == 1) != TrueIsPadding)] : null;
    }
}
