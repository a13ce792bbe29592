using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Tests;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Two heads of queries read one head of keys and values. They are one unit.</summary>
public sealed class RemovingGroupsOfHeads : IDisposable
{
    private static readonly string[] Architectures = ["repeated_heads", "expanded_heads", "rotated_heads"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void EqualsRemovingThemInEagerPythonToTheBit(string form)
    {
        PythonJudge.OrSkip();
        var files = Architectures.Select(architecture => Export(architecture, form)).ToList();
        var answers = NarrowingJudge.Ask(Architectures.Zip(files, (a, file) => NarrowingJudge.Task(a, file, file + ".narrowed")));

        Assert.All(Architectures.Zip(files, answers), row =>
        {
            var (name, file, answer) = row;
            Assert.True((double?)answer["difference"] == 0, $"{name}: {answer["error"]} {answer["difference"]}");
            var opened = Open(file);
            Assert.Equal([(3, 8), (3, 8), (3, 8)], Heads(opened).Select(heads => (heads.Units, heads.UnitWidth)));
            var heads = opened.InnerDimensions.IndexOf(Heads(opened).Last());
            NarrowingJudge.AssertReads(opened, NarrowingJudge.Given(answer), opened.InnerDimensions[heads], answer["inputs"]![heads]!);
        });
    }

    /// <summary>The operator of newer versions repeats keys and values itself.</summary>
    [Fact]
    public void WorksWhereTheOperatorRepeatsThem()
    {
        PythonJudge.OrSkip();
        var opened = EditedCode.Open(
            Export("repeated_heads", "scripted"),
            "0.attention",
            "return (self).attend(q, _10, _11, )",
            """
            seen = torch.scaled_dot_product_attention(q, k, v, None, 0., False, scale=None, enable_gqa=True)
                out = self.out
                return (out).forward(torch.reshape(torch.transpose(seen, 1, 2), [n, tokens, -1]), )
            """);
        var x = Enumerable.Range(0, NarrowingJudge.Examples * 7 * 24).Select(i => MathF.Sin(i * i)).ToArray();

        Assert.Equal(3, Heads(opened).Count());
        Units.AssertRemovedIsIgnored(opened, [NumericArray.Of(x, NarrowingJudge.Examples, 7, 24)]);
    }

    [Fact]
    public void IsImpossibleWhereThereIsOnlyOneGroup()
    {
        PythonJudge.OrSkip();
        var opened = Open(Export("undivided_heads", "scripted"));

        Assert.Empty(Heads(opened));
        Assert.Equal(
            "attention.out reads the result of attention, in which all queries share one key and value.",
            opened.WhyNotNarrowed(opened.Blocks[0]));
    }

    private static ScriptModel Open(string file) => ScriptModel.Open(File.ReadAllBytes(file), null);

    private static IEnumerable<InnerDimension> Heads(ScriptModel model) => model.InnerDimensions.Where(d => d.Unit == InnerUnit.Head);

    private string Export(string architecture, string form)
    {
        var file = Path.Combine(folder.FullName, architecture + ".pt");
        Judge.Export(architecture, form, file);
        return file;
    }
}
