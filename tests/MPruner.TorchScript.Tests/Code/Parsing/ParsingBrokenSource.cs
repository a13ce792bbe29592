using MPruner.TorchScript.Code.Parsing;

namespace MPruner.TorchScript.Tests.Code.Parsing;

public sealed class ParsingBrokenSource
{
    [Theory]
    [InlineData("def f(x):\n  y = = 1\n", 16, "line 2, column 7: found '=', expected an expression")]
    [InlineData("def f(x):\n  y = 1\n    z = 2\n", 22,
        "line 3, column 5: found 'z', expected a line indented by 2 characters instead of 4")]
    [InlineData("def f(x):\nreturn x\n", 10, "line 2, column 1: found 'return', expected a block indented by more than 0 characters")]
    [InlineData("x = (1, 2", 9, "line 1, column 10: found the end of the line, expected ')'")]
    [InlineData("ü = \"abc\n", 5, "line 1, column 5: found a string that starts here and does not end, expected a closing \"")]
    [InlineData("x = 1 ? 2\n", 6, "line 1, column 7: found the character '?' (U+003F), expected a name, a number, a string or an operator")]
    [InlineData("x = 1 2\n", 6, "line 1, column 7: found '2', expected the end of the line")]
    public void SaysWhereAndWhatWasExpected(string text, long offset, string finding)
    {
        var error = Assert.Throws<TorchScriptException>(() => CodeParser.ParseFile(text, "code/a.py"));

        Assert.Equal("MPR1301", error.Code);
        Assert.Equal("code/a.py", error.Entry);
        Assert.Equal(offset, error.Offset);
        Assert.Contains(finding, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("f(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("{1: ", "1", "}")]
    [InlineData("-", "1", "")]
    [InlineData("not ", "1", "")]
    [InlineData("a ** ", "1", "")]
    [InlineData("", "a", ".b")]
    [InlineData("", "a", "(1)")]
    [InlineData("", "a", " + 1")]
    [InlineData("a if b else ", "c", "")]
    [InlineData("(", "c", ").d.e.f.g.h.i + 1")]
    public void RefusesExcessiveNesting(string before, string middle, string after)
    {
        var text = string.Concat(Enumerable.Repeat(before, 20_000)) + middle + string.Concat(Enumerable.Repeat(after, 20_000));

        var error = Assert.Throws<TorchScriptException>(() => CodeParser.ParseFile("x = " + text + "\n", "code/a.py"));

        Assert.Equal("MPR1302", error.Code);
    }

    [Fact]
    public void RefusesExcessiveBlocks()
    {
        var text = string.Concat(Enumerable.Range(0, 1_000).Select(i => new string(' ', i) + "if a:\n"));

        Assert.Equal("MPR1302", Assert.Throws<TorchScriptException>(() => CodeParser.ParseFile(text, "code/a.py")).Code);
    }

    [Fact]
    public void RefusesExcessiveAlternatives()
    {
        var text = "if a:\n  pass\n" + string.Concat(Enumerable.Repeat("elif a:\n  pass\n", 1_000));

        Assert.Equal("MPR1302", Assert.Throws<TorchScriptException>(() => CodeParser.ParseFile(text, "code/a.py")).Code);
    }
}
