using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class RecognizingPadding
{
    /// <summary>Each row is an example, each digit a token.</summary>
    [Theory]
    [InlineData("mask", "1110 1111", false)]
    [InlineData("mask", "0001 0000", true)]
    [InlineData("mask", "0111 1111", false)]
    [InlineData("mask", "1000 0000", true)]
    [InlineData("mask", "1111 1111", false)]
    [InlineData("mask", "0000 0000", true)]
    [InlineData("mask", "1110 1100", false)]
    [InlineData("pad_mask", "0001 0011", true)]
    [InlineData("padding_mask", "1110 1111", true)]
    public void UsesTheNameAndThePlacesOfTheRealTokens(string name, string rows, bool trueIsPadding)
    {
        var specimen = Specimen.Named("masked_transformer.scripted.pt");
        var forward = ScriptModel.Open(specimen.Model, null).Signature;
        long[] values = [.. rows.Where(char.IsDigit).Select(digit => digit - '0')];
        var examples = specimen.Examples
            .With("mask", NumericArray.Of(values, 2, 4))
            .With("ids", NumericArray.Of(new long[8], 2, 4))
            .Renamed("mask", name);

        Assert.Equal(new PaddingMask(1, trueIsPadding), Assert.Single(PaddingMasks.Find(BoundExamples.Bind(examples, forward), null)));
    }
}
