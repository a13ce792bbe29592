using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Tests;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Every second unit is removed from every inner dimension, and nothing is fitted.</summary>
public sealed class RemovingUnits : IDisposable
{
    private static readonly string[] Judged =
    [
        "residual_cnn", "resnet_basic", "resnet_bottleneck", "nested_stages", "narrow_convolutions", "parent_adds", "masked_transformer",
        "bert", "encoder_decoder", "one_tuple", "vit", "mobilenet",
    ];

    private static readonly string[] Summed =
        ["residual_cnn.scripted.pt", "resnet_bottleneck.traced.pt", "masked_transformer.traced.pt", "mobilenet.traced.pt"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public static TheoryData<string> Models =>
    [
        .. Specimen.OfFixtures.Concat(Specimen.OfOwnModels)
            .Where(model => !Open(model).InnerDimensions.IsEmpty),
    ];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Models))]
    public void IsTheSameAsReadingNothingFromThem(string model) =>
        Units.AssertRemovedIsIgnored(Open(model), Specimen.Named(model).Examples.First(NarrowingJudge.Examples));

    /// <summary>One layer writes queries, keys and values, and code tells the heads apart in different ways; the MLPs are gated.</summary>
    [Theory]
    [InlineData("chunked_heads", "scripted")]
    [InlineData("split_heads", "traced")]
    [InlineData("stacked_heads", "scripted")]
    [InlineData("interleaved_heads", "traced")]
    public void KeepsTheOtherHeadsHoweverTheyAreToldApart(string architecture, string form)
    {
        PythonJudge.OrSkip();
        Judge.Export([architecture], form, folder.FullName);
        var opened = ScriptModel.Open(File.ReadAllBytes(Path.Combine(folder.FullName, $"{architecture}.{form}.pt")), null);
        var x = Enumerable.Range(0, NarrowingJudge.Examples * 7 * 24).Select(i => MathF.Sin(i * i)).ToArray();

        Assert.Equal(3, opened.InnerDimensions.Count(d => d.Unit == InnerUnit.Head));
        Assert.Equal(3, opened.InnerDimensions.Count(d => d.Unit == InnerUnit.Neuron));
        Units.AssertRemovedIsIgnored(opened, [NumericArray.Of(x, NarrowingJudge.Examples, 7, 24)]);
    }

    /// <summary>Eager Python also says what the reading layers read: the sums of all positions, or tokens, are the engine's.</summary>
    [Fact]
    public void EqualsRemovingThemInEagerPythonToTheBit()
    {
        PythonJudge.OrSkip();
        var names = Judged.SelectMany(a => new[] { $"{a}.scripted.pt", $"{a}.traced.pt" }).ToList();
        var answers = NarrowingJudge.Ask(names.Select(name => NarrowingJudge.Task(
            Fixtures.Architecture(name), Path.Combine(Repository.Fixtures, name), Path.Combine(folder.FullName, name))));
        Assert.All(names.Zip(answers), pair =>
        {
            Assert.True((double?)pair.Second["difference"] == 0, $"{pair.First}: {pair.Second["error"]} {pair.Second["difference"]}");
            if (Summed.Contains(pair.First))
            {
                var read = Open(pair.First).InnerDimensions.Zip(pair.Second["inputs"]!);
                var examples = Specimen.Named(pair.First).Examples.First(NarrowingJudge.Examples);
                Assert.All(read, inputs => NarrowingJudge.AssertReads(Open(pair.First), examples, inputs.First, inputs.Second));
            }
        });
    }

    private static ScriptModel Open(string model) => ScriptModel.Open(Specimen.Named(model).Model, null);
}
