using MPruner.Shared.Reporting;

namespace MPruner.Build.Tests.Reporting;

public sealed class ALineOfTheTool
{
    [Fact]
    public void InCanonicalFormIsAFinding() =>
        Assert.Equal(
            new Finding(true, "MPR1104", "/a b/model.pt", "data.pkl@0x1F4: os.system. Do not trust it."),
            CanonicalLine.Parse("/a b/model.pt : error MPR1104: data.pkl@0x1F4: os.system. Do not trust it."));

    [Fact]
    public void MayNameNoFile() =>
        Assert.Equal(new Finding(false, "MPR4001", null, "the cache is full."), CanonicalLine.Parse("warning MPR4001: the cache is full."));

    [Fact]
    public void KeepsADriveLetterInTheFile() =>
        Assert.Equal(@"C:\models\model.pt", CanonicalLine.Parse(@"C:\models\model.pt : error MPR1001: no zip.")!.File);

    [Fact]
    public void IsReadAsItWasPrinted()
    {
        var finding = new Finding(true, "MPR1104", @"C:\a b\model.pt", "data.pkl: os.system. Do not trust it.");

        Assert.Equal(finding, CanonicalLine.Parse(CanonicalLine.Print(finding)));
    }

    [Fact]
    public void IsOneLineWhateverTheMessageHas() =>
        Assert.Equal(
            "model.pt : warning MPR4001: Two lines.",
            CanonicalLine.Print(new Finding(false, "MPR4001", "model.pt", "Two \r\n\n  lines.\n")));

    [Theory]
    [InlineData("measuring: 128 of 512 examples")]
    [InlineData("model.pt : error CS1001: not ours")]
    [InlineData("there was an error MPR1001: said in passing")]
    [InlineData("")]
    public void OfAnyOtherFormIsNone(string line) => Assert.Null(CanonicalLine.Parse(line));
}
