using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class FormingGramGroups
{
    public static TheoryData<string> MaskedModels =>
        [.. Specimen.OfOwnModels.Where(m => m.Split('.')[0] is "batch_first" or "sequence_first" or "square" or "padding_mask")];

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("parent_adds.traced.pt")]
    public void DropsAShorterLastOne(string model)
    {
        var specimen = Specimen.Named(model);

        var found = Analysis.Of(specimen.Model, specimen.Examples.Take(100));

        Assert.Equal([64], found.Groups.Select(g => g.Count));
    }

    /// <summary>127 sequences of 2 to 7 real tokens: one group of 64 has too few tokens, and there are not two.</summary>
    [Fact]
    public void TakesAllExamplesWhereSequencesAreShort()
    {
        var specimen = Specimen.Named("masked_transformer.scripted.pt");

        var found = Analysis.Of(specimen.Model, specimen.Examples.Take(127));

        Assert.InRange(Assert.Single(found.Groups).Count, 64, 127);
        Assert.DoesNotContain("undefined", Values(found));
    }

    [Fact]
    public void TakesFewerExamplesThanAGroupAsOneGroup()
    {
        var specimen = Specimen.Named("residual_cnn.scripted.pt");

        var found = Analysis.Of(specimen.Model, specimen.Examples.Take(40));

        Assert.Equal([40], found.Groups.Select(g => g.Count));
        Assert.DoesNotContain("undefined", Values(found));
    }

    [Fact]
    public void RefusesFewerThan32Examples()
    {
        var specimen = Specimen.Named("residual_cnn.scripted.pt");

        var refused = Assert.ThrowsAny<PrunerException>(() => Analysis.Of(specimen.Model, specimen.Examples.Take(31)));

        Assert.Equal("MPR3206", refused.Code);
        Assert.Contains("31 examples", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LetsAGroupOfShortSequencesGrowUntilItHasItsTokens()
    {
        // 64 examples of 2 to 7 real tokens are fewer than 512 tokens.
        var specimen = Specimen.Named("masked_transformer.scripted.pt");

        var group = Assert.Single(Analysis.Of(specimen.Name).Groups);

        Assert.Equal(128, group.Count);
        Assert.All(group.Rows, rows => Assert.InRange(rows.Length, 256, 512));
    }

    [Theory]
    [MemberData(nameof(MaskedModels))]
    public void LeavesPaddingOut(string model)
    {
        var groups = Analysis.Of(model).Groups;
        var marksPadding = model.StartsWith("padding", StringComparison.Ordinal);
        var padding = marksPadding ? 1 : 0;
        var sequenceFirst = !model.StartsWith("batch", StringComparison.Ordinal) && !marksPadding;

        Assert.NotEmpty(groups);
        foreach (var group in groups)
        {
            var mask = group.Inputs[1];
            var values = mask.ToDoubles();
            Assert.Contains(values, v => v == padding);
            Assert.All(group.Rows, rows => Assert.DoesNotContain(rows, row => values[Element(row, mask, sequenceFirst)] == padding));
            Assert.All(group.Rows, rows => Assert.Equal(rows.Distinct().Order(), rows));
            Assert.All(group.Rows, rows => Assert.Equal(group.Rows[0], rows));
        }
    }

    [Theory]
    [InlineData("two_masks.scripted.pt")]
    [InlineData("two_masks.traced.pt")]
    public void LeavesOutThePaddingOfTheChainsOwnMask(string model)
    {
        foreach (var group in Analysis.Of(model).Groups)
        {
            var (encoder, decoder) = (group.Inputs[1].ToDoubles(), group.Inputs[3].ToDoubles());
            Assert.All(group.Rows[..2], rows => Assert.All(rows, row => Assert.Equal(1, encoder[(int)row])));
            Assert.All(group.Rows[2..], rows => Assert.All(rows, row => Assert.Equal(1, decoder[(int)row])));
        }
    }

    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int64)]
    public void ReadsAMaskOfNumbersLikeOneOfBools(ElementType type)
    {
        var specimen = Specimen.Named("batch_first.scripted.pt");

        var found = Analysis.Of(specimen.Model, specimen.Examples.With("attention_mask", Cast(specimen.Examples["attention_mask"], type)));

        Assert.Equal(Analysis.Of(specimen.Name).Groups[0].Rows, found.Groups[0].Rows, SameRows);
        Assert.Equal(Values(Analysis.Of(specimen.Name)), Values(found));
    }

    [Fact]
    public void TakesNoArrayOfOtherNumbersForAMask()
    {
        var specimen = Specimen.Named("batch_first.scripted.pt");
        var doubled = Cast(specimen.Examples["attention_mask"], ElementType.UInt8);
        doubled = doubled with { Data = doubled.Data.ToArray().Select(b => (byte)(2 * b)).ToArray() };

        var found = Analysis.Of(specimen.Model, specimen.Examples.With("attention_mask", doubled));

        Assert.Contains(found.Groups[0].Rows[0], row => doubled.Data.Span[(int)row] == 0);
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("valid", true, false)]
    [InlineData("valid:valid", true, false)]
    [InlineData("valid:padding", false, true)]
    public void FollowsTheUsersChoiceOfMask(string? choice, bool ones, bool zeros)
    {
        var specimen = Specimen.Named("unnamed_mask.scripted.pt");

        var group = Analysis.Of(specimen.Model, specimen.Examples, new PruningOptions { Mask = choice }).Groups[0];

        var values = group.Inputs[1].ToDoubles();
        Assert.Equal((ones, zeros), (group.Rows[0].Any(row => values[row] == 1), group.Rows[0].Any(row => values[row] == 0)));
    }

    [Theory]
    [InlineData("attention")]
    [InlineData("valid:real")]
    public void RefusesAMaskThatIsNotThere(string choice)
    {
        var specimen = Specimen.Named("unnamed_mask.scripted.pt");

        var refused = Assert.ThrowsAny<PrunerException>(
            () => Analysis.Of(specimen.Model, specimen.Examples, new PruningOptions { Mask = choice }));

        Assert.Equal("MPR3205", refused.Code);
    }

    private static bool SameRows(ImmutableArray<long> one, ImmutableArray<long> other) => one.SequenceEqual(other);

    /// <summary>Where the mask holds the token of a row of the output.</summary>
    private static int Element(long row, NumericArray mask, bool sequenceFirst)
    {
        var (examples, tokens) = (mask.Shape[0], mask.Shape[1]);
        return (int)(sequenceFirst ? (row % examples * tokens) + (row / examples) : row);
    }

    private static NumericArray Cast(NumericArray mask, ElementType type) => type is ElementType.Int64
        ? NumericArray.Of(mask.ToDoubles().Select(v => (long)v).ToArray(), [.. mask.Shape])
        : mask with { Type = type };

    private static string Values(Analysis analysis) => string.Join("; ", analysis.Result.Chains.SelectMany(chain => Values(chain.Cka!)));

    private static IEnumerable<string> Values(SimilarityMatrix matrix) => Enumerable.Range(0, matrix.Size * matrix.Size)
        .Select(i => matrix[i / matrix.Size, i % matrix.Size]?.ToString("R", null) ?? "undefined");
}
