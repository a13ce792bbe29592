namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Activations, gates, norms, padding and masks as other libraries write them: idioms.py.</summary>
public sealed class RemovingUnitsThroughOtherCode(ExportedArchitectures exported) : IClassFixture<ExportedArchitectures>
{
    private const string Reading = "idiom_reading";

    private static readonly string[] Followed =
    [
        "idiom_tanhgelu", "idiom_erfgelu", "idiom_quickgelu", "idiom_hardswish", "idiom_scaled", "idiom_halved", "idiom_glu",
        "idiom_splithalves", "idiom_convolving", "idiom_simplegate", "idiom_causal", "idiom_attention", "idiom_tabular",
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
            Assert.Equal(3, narrowed.Model.InnerDimensions.Length);
            Units.AssertRemovedIsIgnored(narrowed.Model, NarrowingJudge.Given(narrowed.Answer));
        });
    }

    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void LeavesUnitsThatAnotherLayerReads(string form)
    {
        PythonJudge.OrSkip();
        var opened = exported.Open(Reading, form);

        Assert.Empty(opened.InnerDimensions);
        Assert.All(
            opened.Blocks,
            block => Assert.Equal("inner.factors reads values that \"mul\" reads as well.", opened.WhyNotNarrowed(block)));
    }
}
