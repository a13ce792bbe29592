using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;
using MPruner.ScriptModels.Tests;
using MPruner.Torch;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Every second unit is removed from every inner dimension, and nothing is fitted.</summary>
public sealed class RemovingUnits : IDisposable
{
    private const int Examples = 3;

    private static readonly string[] Judged =
    [
        "residual_cnn", "resnet_basic", "resnet_bottleneck", "nested_stages", "narrow_convolutions", "parent_adds", "masked_transformer",
        "bert", "encoder_decoder", "one_tuple", "vit", "mobilenet",
    ];

    private static readonly string[] Summed =
        ["residual_cnn.scripted.pt", "resnet_bottleneck.traced.pt", "masked_transformer.traced.pt", "mobilenet.traced.pt"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public static TheoryData<string> Models =>
        [.. Specimen.OfFixtures.Concat(Specimen.OfOwnModels).Where(m => !Open(m).InnerDimensions.IsEmpty && !AddsABiasForEveryHead(m))];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Models))]
    public void IsTheSameAsReadingNothingFromThem(string model) => AssertSame(Open(model), Specimen.Named(model).Examples.First(Examples));

    /// <summary>One layer writes queries, keys and values, and code tells the heads apart in different ways; the MLPs are gated.</summary>
    [Theory]
    [InlineData("chunked_heads", "scripted")]
    [InlineData("split_heads", "traced")]
    [InlineData("stacked_heads", "scripted")]
    [InlineData("interleaved_heads", "traced")]
    public void KeepsTheOtherHeadsHoweverTheyAreToldApart(string architecture, string form)
    {
        PythonJudge.OrSkip();
        var file = Path.Combine(folder.FullName, "model.pt");
        Judge.Export(architecture, form, file);
        var opened = ScriptModel.Open(File.ReadAllBytes(file), null);
        var x = Enumerable.Range(0, Examples * 7 * 24).Select(i => MathF.Sin(i * i)).ToArray();

        Assert.Equal(3, opened.InnerDimensions.Count(d => d.Unit == InnerUnit.Head));
        Assert.Equal(3, opened.InnerDimensions.Count(d => d.Unit == InnerUnit.Neuron));
        AssertSame(opened, [NumericArray.Of(x, Examples, 7, 24)]);
    }

    /// <summary>Eager Python also says what the reading layers read: the sums of all positions, or tokens, are the engine's.</summary>
    [Fact]
    public void EqualsRemovingThemInEagerPythonToTheBit()
    {
        PythonJudge.OrSkip();
        var names = Judged.SelectMany(a => new[] { $"{a}.scripted.pt", $"{a}.traced.pt" }).ToList();
        var answers = JArray.Parse(PythonJudge.Run(
            "MPruner.EndToEnd.Tests/narrowed.py", [Repository.Fixtures], new JArray(names.Select(Question)).ToString()));
        Assert.All(names.Zip(answers), pair =>
        {
            Assert.True((double?)pair.Second["difference"] == 0, $"{pair.First}: {pair.Second["error"]} {pair.Second["difference"]}");
            if (Summed.Contains(pair.First))
            {
                var read = Open(pair.First).InnerDimensions.Zip(pair.Second["inputs"]!);
                Assert.All(read, inputs => AssertReads(pair.First, inputs.First, inputs.Second));
            }
        });
    }

    private static void AssertSame(ScriptModel opened, ImmutableArray<NumericArray> examples)
    {
        var (removed, ignored) = (Units.Removed(opened, opened.InnerDimensions), Units.Ignored(opened, opened.InnerDimensions));

        var (expected, found) = (Run(ignored, examples), Run(removed, examples));

        Assert.True(opened.CountParameters(removed) < opened.CountParameters(ignored));
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected, (number, i) => Assert.Equal(number, found[i], 1e-5 * Math.Max(1, Math.Abs(number))));
    }

    /// <summary>Such a model does not run with fewer heads, which only running it shows.</summary>
    private static bool AddsABiasForEveryHead(string model) => model.Split('.')[0] is "t5" or "t5_short" or "lazy_bias";

    private static void AssertReads(string model, InnerDimension dimension, JToken read)
    {
        var (rows, gram) = ((int)read["rows"]!, read["gram"]!.Select(n => (double)n).ToArray());
        var places = Enumerable.Range(0, Examples * rows).Select(i => ((i % rows) + 0.5) / rows).ToArray();
        var format = new ScriptModelFormat(new TorchEngine(), new TorchTrainer());
        using var sums = format.Bench(new(), new()).SumInputs(Open(model), [dimension], Specimen.Named(model).Examples.First(1).Length);
        for (var batch = 0; batch < 2; batch++)
        {
            sums.Add(Specimen.Named(model).Examples.First(Examples), NumericArray.Of(ElementType.Float64, places, Examples, rows));
        }

        var found = sums.Gram(dimension)!.ToDoubles();
        Assert.Equal(gram.Length, found.Length);
        Assert.All(gram, (number, i) => Assert.Equal(2 * number, found[i], 1e-5 * gram.Max(Math.Abs)));
    }

    private JObject Question(string model)
    {
        var opened = Open(model);
        var file = Path.Combine(folder.FullName, model);
        File.WriteAllBytes(file, opened.Write(Units.Removed(opened, opened.InnerDimensions)).Span);
        Assert.NotEmpty(opened.InnerDimensions);
        return new JObject
        {
            ["architecture"] = Fixtures.Architecture(model),
            ["weights"] = Path.Combine(Repository.Fixtures, model),
            ["narrowed"] = file,
            ["examples"] = Examples,
            ["dimensions"] = new JArray(opened.InnerDimensions.Select(d => new JObject
            {
                ["reader"] = d.Path,
                ["unit"] = d.Unit.ToString(),
                ["units"] = d.Units,
                ["kept"] = new JArray(Units.Kept(d)),
                ["rows"] = new JArray(opened.Layers(d).Written.Select(w => opened.Tensors.Read(w.Tensor).Name)),
            })),
        };
    }

    private static ScriptModel Open(string model) => ScriptModel.Open(Specimen.Named(model).Model, null);

    private static double[] Run(Candidate candidate, ImmutableArray<NumericArray> examples)
    {
        var loader = new ProgramLoader(new TorchEngine(), new SessionOptions());
        using var running = loader.Run(EngineModel.Of(candidate.Model.Write(candidate)));
        return running.Run(examples)[0].ToDoubles();
    }
}
