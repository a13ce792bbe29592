using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Reports;
using MPruner.ScriptModels;
using MPruner.ScriptModels.Models;
using MPruner.Torch;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Eager Python, which removes the same units from the model's own modules and compares.</summary>
internal static class NarrowingJudge
{
    /// <summary>The examples on which it compares.</summary>
    public const int Examples = 3;

    /// <summary>Asks about many models at once, since starting torch takes longer than a comparison.</summary>
    public static JArray Ask(IEnumerable<JObject> tasks) =>
        JArray.Parse(PythonJudge.Run("MPruner.EndToEnd.Tests/narrowed.py", [Repository.Fixtures], new JArray(tasks).ToString()));

    /// <summary>The question about a model without every second unit of all its inner dimensions.</summary>
    /// <param name="architecture">The architecture in Python.</param>
    /// <param name="file">The model.</param>
    /// <param name="narrowed">Where to write it without those units.</param>
    public static JObject Task(string architecture, string file, string narrowed)
    {
        var opened = ScriptModel.Open(File.ReadAllBytes(file), null);
        Assert.NotEmpty(opened.InnerDimensions);
        File.WriteAllBytes(narrowed, opened.Write(Units.Removed(opened, opened.InnerDimensions)).Span);
        return Task(architecture, (file, narrowed), opened.InnerDimensions.Select(d => Dimension(opened, d, Units.Kept(d))), false);
    }

    /// <summary>The question about a model whose inner dimensions were narrowed, and whose other values were changed as well.</summary>
    /// <param name="architecture">The architecture in Python.</param>
    /// <param name="files">The model before and after.</param>
    /// <param name="narrowed">What was narrowed.</param>
    public static JObject RefittedTask(string architecture, (string Before, string After) files, ImmutableArray<NarrowedDimension> narrowed)
    {
        var opened = ScriptModel.Open(File.ReadAllBytes(files.Before), null);
        var dimensions =
            from dimension in opened.InnerDimensions
            join found in narrowed on dimension.Path equals found.Path
            select Dimension(opened, dimension, Enumerable.Range(0, (int)found.Units.After!));
        return Task(architecture, files, dimensions, true);
    }

    private static JObject Task(
        string architecture, (string Before, string After) files, IEnumerable<JObject> dimensions, bool refitted) => new()
        {
            ["architecture"] = architecture,
            ["weights"] = files.Before,
            ["narrowed"] = files.After,
            ["examples"] = Examples,
            ["dimensions"] = new JArray(dimensions),
            ["refitted"] = refitted,
        };

    private static JObject Dimension(ScriptModel opened, InnerDimension dimension, IEnumerable<int> kept) => new()
    {
        ["reader"] = dimension.Path,
        ["weight"] = opened.Reader(dimension).Weight.Name,
        ["unit"] = dimension.Unit.ToString(),
        ["units"] = dimension.Units,
        ["kept"] = new JArray(kept),
        ["rows"] = new JArray(Slices(opened, dimension, axis: 0).Select(slice => new JArray(slice.Name, slice.Parts))),
        ["columns"] = new JArray(Slices(opened, dimension, axis: 1).Select(slice => slice.Name)),
    };

    private static IEnumerable<(string Name, int Parts)> Slices(ScriptModel opened, InnerDimension dimension, int axis) =>
        from slice in opened.Layers(dimension).Slices
        where slice.Axis == axis
        select (opened.Tensors.Read(slice.Tensor).Name, slice.Parts);

    /// <summary>What the model got, according to an answer.</summary>
    public static ImmutableArray<NumericArray> Given(JToken answer) =>
    [
        .. answer["given"]!.Select(given => NumericArray.Of(
            [.. given["values"]!.Select(value => (float)value)], [.. given["shape"]!.Select(size => (long)size)])),
    ];

    /// <summary>Checks that the engine sums up what eager Python's reading layer reads.</summary>
    public static void AssertReads(ScriptModel opened, ImmutableArray<NumericArray> examples, InnerDimension dimension, JToken read)
    {
        var (rows, gram) = ((int)read["rows"]!, read["gram"]!.Select(n => (double)n).ToArray());
        var places = Enumerable.Range(0, Examples * rows).Select(i => ((i % rows) + 0.5) / rows).ToArray();
        var format = new ScriptModelFormat(new TorchEngine(), new TorchTrainer());
        using var sums = format.Bench(new(), new()).SumInputs(opened, [dimension], examples.Length);
        for (var batch = 0; batch < 2; batch++)
        {
            sums.Add(examples, NumericArray.Of(ElementType.Float64, places, Examples, rows));
        }

        var found = sums.Gram(dimension)!.ToDoubles();
        Assert.Equal(gram.Length, found.Length);
        Assert.All(gram, (number, i) => Assert.Equal(2 * number, found[i], 1e-5 * gram.Max(Math.Abs)));
    }
}
