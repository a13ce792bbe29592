using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Activations, gates, norms, padding and masks as other libraries write them: idioms.py, products.py.</summary>
public sealed class RemovingUnitsThroughOtherCode(ExportedArchitectures exported) : IClassFixture<ExportedArchitectures>
{
    private const string Reading = "idiom_reading";
    private const string Borrowed = "Its code also computes layers whose weights other modules have. These layers are not narrowed.";

    private static readonly string[] Followed =
    [
        "idiom_tanhgelu", "idiom_erfgelu", "idiom_quickgelu", "idiom_hardswish", "idiom_scaled", "idiom_halved", "idiom_glu",
        "idiom_splithalves", "idiom_convolving", "idiom_simplegate", "idiom_causal", "idiom_attention", "idiom_tabular",
        "idiom_products", "idiom_attentionofproducts", "idiom_oldlayers", "idiom_inline",
    ];

    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void EqualsRemovingThemInEagerPythonToTheBit(string form)
    {
        PythonJudge.OrSkip();
        exported.Export([.. Followed, Reading], form);

        Assert.All(exported.AssertNarrowedEqually(form, Followed), narrowed =>
        {
            var (model, answer) = narrowed;
            Assert.Equal(model.Blocks.Length, model.InnerDimensions.Select(dimension => dimension.Block).Distinct().Count());
            Units.AssertRemovedIsIgnored(model, NarrowingJudge.Given(answer));
            if (answer["inputs"]!.Last is JObject read)
            {
                NarrowingJudge.AssertReads(model, NarrowingJudge.Given(answer), model.InnerDimensions.Last(), read);
            }
        });
    }

    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void TellsTheDimensionsOfOneModulesCodeApart(string form)
    {
        PythonJudge.OrSkip();

        Assert.Equal(["0.inner.w2", "0.inner.w4"], exported.Open("idiom_inline", form).InnerDimensions.Take(2).Select(d => d.Path));
    }

    /// <summary>Keys and values are a result of the model, so neither the layers may go nor their heads.</summary>
    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void RemovesTheNeuronsOfLayersWhoseKeysAndValuesAreReturned(string form)
    {
        PythonJudge.OrSkip();

        var model = exported.AssertNarrowedEqually(form, ["idiom_remembering"]).Single().Model;

        Assert.All(model.Blocks, block => Assert.False(block.Removable));
        Assert.Equal(["layers.0.inner.down", "layers.1.inner.down", "layers.2.inner.down"], model.InnerDimensions.Select(d => d.Path));
    }

    [Theory]
    [InlineData(Reading, "scripted", "inner.factors reads values that \"mul\" reads as well.")]
    [InlineData(Reading, "traced", "inner.factors reads values that \"mul\" reads as well.")]
    [InlineData("idiom_borrowing", "scripted", Borrowed)]
    [InlineData("idiom_borrowing", "traced", Borrowed)]
    public void SaysWhyUnitsStay(string architecture, string form, string reason)
    {
        PythonJudge.OrSkip();
        var opened = exported.Open(architecture, form);

        Assert.Empty(opened.InnerDimensions);
        Assert.All(opened.Blocks, block => Assert.Equal(reason, opened.WhyNotNarrowed(block)));
    }
}
