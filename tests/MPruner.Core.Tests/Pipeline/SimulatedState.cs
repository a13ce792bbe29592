using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>What a simulated model is without.</summary>
/// <param name="Missing">The numbers of the missing blocks.</param>
/// <param name="Removed">The removed units of narrowed blocks, by the blocks' numbers.</param>
internal sealed record SimulatedState(ImmutableHashSet<int> Missing, ImmutableSortedDictionary<int, ImmutableArray<int>> Removed)
{
    /// <summary>The parameters of one unit.</summary>
    public const int UnitParameters = 50;

    /// <summary>The original.</summary>
    public static SimulatedState Whole { get; } = new([], ImmutableSortedDictionary<int, ImmutableArray<int>>.Empty);

    /// <summary>How the weights are stored; null for 32-bit floating-point numbers.</summary>
    public StoredWeights? Stored { get; init; }

    /// <summary>Whether this is the original.</summary>
    public bool IsWhole => Missing.IsEmpty && Removed.IsEmpty;

    /// <summary>
    /// Reads a simulated file: missing blocks, units by block, and how weights are stored: <c>1,4;2:0.1.5,3:7;Int8,127</c>.
    /// </summary>
    public static SimulatedState In(ReadOnlyMemory<byte> file)
    {
        var parts = Encoding.ASCII.GetString(file.Span).Trim().Split(';');
        return new(
            [.. Split(parts[0], ',').Select(int.Parse)],
            Split(parts[1], ',').Select(block => block.Split(':')).ToImmutableSortedDictionary(
                block => int.Parse(block[0]), block => Split(block[1], '.').Select(int.Parse).ToImmutableArray()))
        {
            Stored = Split(parts[2], ',') is [var form, var steps]
                ? new(Enum.Parse<WeightStorage>(form)) { Steps = int.Parse(steps, CultureInfo.InvariantCulture) }
                : null,
        };
    }

    /// <summary>The number of parameters, of a model with so many blocks.</summary>
    public long Parameters(int blocks) => (1000 * (blocks - Missing.Count)) - (UnitParameters * Removed.Values.Sum(units => units.Length));

    public override string ToString() =>
        string.Join(
            ';',
            string.Join(',', Missing.Order()),
            string.Join(',', Removed.Select(b => $"{b.Key}:{string.Join('.', b.Value)}")),
            Stored is null ? "" : $"{Stored.Form},{Stored.Steps}");

    private static string[] Split(string text, char separator) => text.Split(separator, StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>
/// Units that vary independently, each more than the one before it, so that their order of removal is that of their numbers.
/// </summary>
internal sealed class SimulatedSums(int units) : IInputSums
{
    private double rows;

    public void Add(IReadOnlyList<NumericArray> inputs, NumericArray places) => rows += places.Count;

    public NumericArray? Gram(InnerDimension dimension)
    {
        var sums = new double[(units + 1) * (units + 1)];
        for (var unit = 0; unit <= units; unit++)
        {
            sums[(unit * (units + 1)) + unit] = rows * (unit == units ? 1 : unit + 1);
        }

        return NumericArray.Of(ElementType.Float64, sums, units + 1, units + 1);
    }

    public void Dispose()
    {
    }
}
