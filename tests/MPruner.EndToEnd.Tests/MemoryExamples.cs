using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.EndToEnd.Tests;

/// <summary>Data in memory.</summary>
internal sealed class MemoryExamples(params ImmutableArray<(string Name, NumericArray Array)> arrays) : IExampleSource
{
    public string Name => "examples.npz";

    public ImmutableArray<ArrayHeader> Arrays { get; } = [.. arrays.Select(a => new ArrayHeader(a.Name, a.Array.Type, a.Array.Shape))];

    public NumericArray Read(int array, ReadOnlySpan<int> examples)
    {
        var whole = arrays[array].Array;
        var row = (int)(whole.Data.Length / Math.Max(whole.Shape[0], 1));
        var data = new byte[examples.Length * row];
        for (var i = 0; i < examples.Length; i++)
        {
            whole.Data.Span.Slice(examples[i] * row, row).CopyTo(data.AsSpan(i * row));
        }

        return whole with { Shape = whole.Shape.SetItem(0, examples.Length), Data = data };
    }

    /// <summary>Where the examples of some inputs are, which are the first arrays. Of equal examples the first is meant.</summary>
    public IEnumerable<int> Find(ImmutableArray<NumericArray> inputs)
    {
        var places = new Dictionary<string, int>();
        var whole = arrays.Take(inputs.Length).Select(a => a.Array).ToImmutableArray();
        for (var i = 0; i < whole[0].Shape[0]; i++)
        {
            places.TryAdd(Content(whole, i), i);
        }

        return Enumerable.Range(0, (int)inputs[0].Shape[0]).Select(i => places[Content(inputs, i)]);
    }

    /// <summary>The first examples only.</summary>
    public MemoryExamples Take(int count) =>
        new([.. arrays.Select((a, i) => (a.Name, Read(i, [.. Enumerable.Range(0, count)])))]);

    /// <summary>The first examples of every array.</summary>
    public ImmutableArray<NumericArray> First(int count) => [.. arrays.Select((_, i) => Read(i, [.. Enumerable.Range(0, count)]))];

    /// <summary>With one array replaced, or added where there is none of its name.</summary>
    public MemoryExamples With(string name, NumericArray array)
    {
        var place = arrays.Select(a => a.Name).ToList().IndexOf(name);
        return new(place < 0 ? arrays.Add((name, array)) : arrays.SetItem(place, (name, array)));
    }

    /// <summary>With one array under another name.</summary>
    public MemoryExamples Renamed(string from, string to) => new([.. arrays.Select(a => (a.Name == from ? to : a.Name, a.Array))]);

    private static string Content(ImmutableArray<NumericArray> inputs, int example) => string.Concat(inputs.Select(array =>
    {
        var row = (int)(array.Data.Length / array.Shape[0]);
        return Convert.ToHexString(array.Data.Span.Slice(example * row, row));
    }));

    /// <summary>An array of this data.</summary>
    public NumericArray this[string name] => arrays.Single(a => a.Name == name).Array;
}
