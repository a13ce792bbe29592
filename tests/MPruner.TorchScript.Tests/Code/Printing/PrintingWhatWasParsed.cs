using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;

namespace MPruner.TorchScript.Tests.Code.Printing;

public sealed class PrintingWhatWasParsed
{
    public static TheoryData<string> Files => [.. SourceSamples.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void GivesTheSourceBack(string text) => Assert.Equal(text, CodePrinter.Print(CodeParser.ParseFile(text, "code/a.py")));

    [Fact]
    public void GivesOneStatementWithItsIndentation()
    {
        var statement = Assert.Single(CodeParser.ParseStatements("    x0 = (layer).forward(x, )"));

        Assert.Equal("    x0 = (layer).forward(x, )\n", CodePrinter.Print(statement));
    }
}
