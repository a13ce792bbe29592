using MPruner.Core.Formats;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>
/// Heads whose axis is also that of examples, whose queries, keys and values lie head by head, or that have biases: attention.py.
/// </summary>
public sealed class RemovingHeadsOfOtherCode(ExportedArchitectures exported) : IClassFixture<ExportedArchitectures>
{
    private static readonly string[] Architectures =
    [
        "joined_heads", "outside_heads", "timed_heads", "added_heads", "thirds_heads", "biased_heads", "sloped_heads", "windowed_heads",
        "summed_heads",
    ];

    [Theory]
    [InlineData("scripted")]
    [InlineData("traced", "sliced_heads")]
    public void EqualsRemovingThemInEagerPythonToTheBit(string form, params string[] others)
    {
        PythonJudge.OrSkip();
        string[] architectures = [.. Architectures, .. others];

        Assert.All(exported.AssertNarrowedEqually(form, architectures), narrowed =>
        {
            var (model, answer) = narrowed;
            var heads = model.InnerDimensions.Where(dimension => dimension.Unit == InnerUnit.Head).ToList();
            Assert.Equal([(3, 8), (3, 8), (3, 8)], heads.Select(dimension => (dimension.Units, dimension.UnitWidth)));
            Units.AssertRemovedIsIgnored(model, NarrowingJudge.Given(answer));
            var last = model.InnerDimensions.IndexOf(heads[^1]);
            NarrowingJudge.AssertReads(model, NarrowingJudge.Given(answer), heads[^1], answer["inputs"]![last]!);
        });
    }
}
