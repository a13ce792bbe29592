using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Tests.Code.Parsing;

public sealed class ParsingDeepSource
{
    /// <summary>Well below the default on any platform.</summary>
    private const int SmallStack = 512 * 1024;

    /// <summary>Every kind of nesting, just within the limit. Each level adds several stack frames.</summary>
    public static TheoryData<string, string, string, int> Nestings => new()
    {
        { "(", "1", ")", 190 },
        { "f(a=", "1", ")", 190 },
        { "[", "1", "]", 190 },
        { "{1: ", "1", "}", 130 },
        { "-", "1", "", 190 },
        { "", "a", "[0].b(c)", 130 },
        { "", "a", " + 1", 390 },
        { "a if b else ", "c", "", 190 },
        { "1 or 1 and 1 == 1 | 1 ^ 1 & 1 << 1 + 1 * (", "1", ")", 35 },
    };

    [Theory]
    [MemberData(nameof(Nestings))]
    public void WithinTheLimitNeedsLittleStack(string before, string middle, string after, int levels)
    {
        var text = $"x = {Repeat(before, levels)}{middle}{Repeat(after, levels)}\n";
        string? printed = null;
        var thread = new Thread(
            () =>
            {
                var file = CodeParser.ParseFile(text, "code/a.py");
                printed = CodePrinter.Print(new Rebuild().Rewrite(file));
            },
            SmallStack);

        thread.Start();
        thread.Join();

        Assert.Equal(text, printed);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private sealed class Rebuild : SyntaxRewriter
    {
        protected override Token VisitToken(Token token) => token with { };
    }
}
