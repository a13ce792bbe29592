using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Tests;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Two heads of queries read one head of keys and values. They are one unit.</summary>
public sealed class RemovingGroupsOfHeads(ExportedArchitectures exported) : IClassFixture<ExportedArchitectures>
{
    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void EqualsRemovingThemInEagerPythonToTheBit(string form)
    {
        PythonJudge.OrSkip();
        Assert.All(exported.AssertNarrowedEqually(form, ["repeated_heads", "expanded_heads", "rotated_heads"]), narrowed =>
        {
            var (model, answer) = narrowed;
            Assert.Equal([(3, 8), (3, 8), (3, 8)], Heads(model).Select(heads => (heads.Units, heads.UnitWidth)));
            var heads = model.InnerDimensions.IndexOf(Heads(model).Last());
            NarrowingJudge.AssertReads(model, NarrowingJudge.Given(answer), model.InnerDimensions[heads], answer["inputs"]![heads]!);
        });
    }

    /// <summary>The operator of newer versions repeats keys and values itself.</summary>
    [Fact]
    public void WorksWhereTheOperatorRepeatsThem()
    {
        PythonJudge.OrSkip();
        var opened = EditedCode.Open(
            exported.Export("repeated_heads", "scripted"),
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
        var opened = exported.Open("undivided_heads", "scripted");

        Assert.Empty(Heads(opened));
        Assert.Equal(
            "attention.out reads the result of attention, in which all queries share one key and value.",
            opened.WhyNotNarrowed(opened.Blocks[0]));
    }

    private static IEnumerable<InnerDimension> Heads(ScriptModel model) => model.InnerDimensions.Where(d => d.Unit == InnerUnit.Head);
}
