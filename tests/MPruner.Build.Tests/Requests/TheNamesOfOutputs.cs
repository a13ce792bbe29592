using MPruner.Build.Requests;
using MPruner.Build.Work;

namespace MPruner.Build.Tests.Requests;

public sealed class TheNamesOfOutputs
{
    private readonly OutputNames names = new();

    [Fact]
    public void AreThoseOfTheModel() =>
        Assert.Equal(("model.pt", "model.report.json", "model.report.html"), names.For("model.pt"));

    [Fact]
    public void AreDifferentWhereOnlyTheEndingDiffers()
    {
        Assert.Equal(("net.pt", "net.report.json", "net.report.html"), names.For("net.pt"));
        Assert.Equal(("net.pth", "net.pth.report.json", "net.pth.report.html"), names.For("net.pth"));
    }

    [Theory]
    [InlineData("request.json")]
    [InlineData("Sources.txt")]
    [InlineData("mpruner.stamp")]
    [InlineData("mpruner.lock")]
    [InlineData("..")]
    [InlineData("a/../../b.pt")]
    [InlineData(".hidden.pt")]
    [InlineData("model.pt ")]
    [InlineData("a%2Fb;c.pt")]
    public void AreFilesOfTheFolderThatAreNotItsOwn(string logicalName)
    {
        (string model, string report, string page) = names.For(logicalName);

        Assert.Equal(Path.Combine("/folder", model), Path.GetFullPath(Path.Combine("/folder", model)));
        Assert.DoesNotContain(model, WorkDirectory.OwnNames, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(Path.GetFileName(model), model);
        Assert.Equal(Path.GetFileName(report), report);
        Assert.Equal(Path.GetFileName(page), page);
        Assert.Equal(3, new[] { model, report, page }.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void OfAModelThatIsCalledLikeAReportAreItsOwn()
    {
        string[] all =
        [
            .. new[] { "net.pt", "net.report.json", "net.report.html" }
                .Select(names.For)
                .SelectMany(files => new[] { files.Model, files.Report, files.Page }),
        ];

        Assert.Equal(9, all.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void AreShortWhereTheLogicalNameIsLong() => Assert.InRange(names.For(new string('ü', 300) + ".pt").Report.Length, 1, 80);
}
