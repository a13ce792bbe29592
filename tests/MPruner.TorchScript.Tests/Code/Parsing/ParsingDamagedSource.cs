using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Tests.Code.Parsing;

/// <summary>Seeded damage to valid source: it either still parses, and then the laws hold, or is refused with a coded error.</summary>
public sealed class ParsingDamagedSource
{
    private static readonly string[] Insertions =
    [
        "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "\n", "\n    ", "\r\n", " ", "\t",
        "\"", "'", "\"\"\"", "\\", "\\\n", "#", "...", "**", "->", "-", "not", "is", "in",
        "if", "else", "elif", "def", "class", "return", "for", "while", "with", "as", "import",
        "0x", "1e", "1.", ".5", "0.0.0", "\0", "\uD800", "é", "__torch__.a.", "*",
    ];

    public static TheoryData<string> Files => [.. SourceSamples.Files.Where(f => f.Length > 0)];

    [Theory]
    [MemberData(nameof(Files))]
    public void TruncatedAnywhereParsesOrFailsWithACode(string text)
    {
        for (var length = 0; length < text.Length; length++)
        {
            Check(text[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void WithTokensRemovedDuplicatedSwappedOrInsertedParsesOrFailsWithACode(string text)
    {
        var random = new Random(20260);
        var source = CodeParser.ParseFile(text, "code/__torch__/a.py").Tokens().Select(t => t.Leading + t.Text).ToArray();
        for (var round = 0; round < 300; round++)
        {
            var tokens = source.ToList();
            for (var damage = random.Next(1, 4); damage > 0 && tokens.Count > 0; damage--)
            {
                var at = random.Next(tokens.Count);
                switch (random.Next(4))
                {
                    case 0:
                        tokens.RemoveAt(at);
                        break;
                    case 1:
                        tokens.Insert(at, tokens[random.Next(tokens.Count)]);
                        break;
                    case 2:
                        var other = random.Next(tokens.Count);
                        (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                        break;
                    default:
                        tokens.Insert(at, Insertions[random.Next(Insertions.Length)]);
                        break;
                }
            }

            Check(string.Concat(tokens));
        }
    }

    private static void Check(string text)
    {
        SourceFile file;
        try
        {
            file = CodeParser.ParseFile(text, "code/__torch__/a.py");
        }
        catch (TorchScriptException error)
        {
            Assert.StartsWith("MPR13", error.Code, StringComparison.Ordinal);
            Assert.InRange(error.Offset, 0, System.Text.Encoding.UTF8.GetByteCount(text));
            return;
        }

        Assert.Equal(text, CodePrinter.Print(file));
        Assert.All(file.Statements, s => Assert.Empty(CodeLibrary.Read([]).ReferencedNames(s)));
    }
}
