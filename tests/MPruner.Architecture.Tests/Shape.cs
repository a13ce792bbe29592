namespace MPruner.Architecture.Tests;

/// <summary>Files, lines and parameter lists stay short enough to read.</summary>
public sealed class Shape
{
    private const int LinesOfAFile = 300;
    private const int CharactersOfALine = 140;
    private const int ParametersOfAMethod = 4;

    public static TheoryData<string> Assemblies =>
    [
        "MPruner.TorchScript", "MPruner.Core", "MPruner.ScriptModels", "MPruner.Torch", "MPruner.Onnx", "MPruner.OnnxRuntime", "mpruner",
        "MPruner.Build.Tasks",
    ];

    [Fact]
    public void NoFileHasMoreThan300Lines() => AssertNone(SourceFiles.LongFiles(SourceFiles.All(), LinesOfAFile));

    [Fact]
    public void NoLineHasMoreThan140Characters() => AssertNone(SourceFiles.LongLines(SourceFiles.All(), CharactersOfALine));

    [Fact]
    public void UsingsAreSorted() => AssertNone(SourceFiles.UnsortedUsings(SourceFiles.All()));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void NoMethodHasMoreThanFourParameters(string assembly) =>
        AssertNone(AssemblyFile.Of(assembly).MethodsWithMoreParametersThan(ParametersOfAMethod));

    [Fact]
    public void TheFilesOfEveryFolderAreSeen()
    {
        var paths = SourceFiles.All().Select(file => file.Path).ToList();

        Assert.Contains("src/MPruner.Tool/Program.cs", paths);
        Assert.Contains("tests/Repository.cs", paths);
        Assert.Contains(paths, path => path.StartsWith("samples/", StringComparison.Ordinal));
        Assert.DoesNotContain(paths, path => path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void AFileWithALineTooManyIsReported() => Assert.Equal(
        ["b.cs: 3 lines, expected at most 2"],
        SourceFiles.LongFiles([("a.cs", ["1", "2"]), ("b.cs", ["1", "2", "3"])], 2));

    [Fact]
    public void ALineWithACharacterTooManyIsReportedByItsNumber() => Assert.Equal(
        ["a.cs:2: 4 characters, expected at most 3"],
        SourceFiles.LongLines([("a.cs", ["123", "1234", ""])], 3));

    [Fact]
    public void AUsingOutOfOrderIsReported() => Assert.Equal(
        ["b.cs: using MPruner.Core, expected System.Text"],
        SourceFiles.UnsortedUsings(
            [("a.cs", ["using System.Text;", "using MPruner.Core;"]), ("b.cs", ["using MPruner.Core;", "using System.Text;"])]));

    /// <summary>Of the samples below: the method, the constructor and the local function, but no record and no lambda.</summary>
    [Fact]
    public void MethodsConstructorsAndLocalFunctionsWithAParameterTooManyAreReported()
    {
        var found = new AssemblyFile(typeof(Shape).Assembly.Location)
            .MethodsWithMoreParametersThan(ParametersOfAMethod)
            .Where(method => method.Contains(nameof(Samples), StringComparison.Ordinal))
            .ToList();

        Assert.Equal(3, found.Count);
        Assert.Contains("MPruner.Architecture.Tests.Shape.Samples..ctor: 5 parameters, expected at most 4", found);
        Assert.Contains("MPruner.Architecture.Tests.Shape.Samples.Five: 5 parameters, expected at most 4", found);
        Assert.Contains(found, method => method.Contains("g__Local", StringComparison.Ordinal));
    }

    private static void AssertNone(IEnumerable<string> violations)
    {
        var all = violations.ToList();
        Assert.True(all.Count == 0, string.Join("\n", all));
    }

    private sealed class Samples(int a, int b, int c, int d, int e)
    {
        private readonly int sum = a + b + c + d + e;

        public static int Four(int a, int b, int c, int d) => a + b + c + d;

        public static int Five(int a, int b, int c, int d, int e) => a + b + c + d + e;

        public Record OfALocalFunction()
        {
            Func<int, int, int, int, int, int> lambda = (a, b, c, d, e) => a + b + c + d + e + sum;
            return new Record(Local(1, 2, 3, 4, 5), lambda(1, 2, 3, 4, 5), sum, Four(1, 2, 3, 4), Five(1, 2, 3, 4, 5));

            int Local(int a, int b, int c, int d, int e) => a + b + c + d + e + sum;
        }
    }

    private sealed record Record(int A, int B, int C, int D, int E);
}
