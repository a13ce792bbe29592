using MPruner.TorchScript.Code;

namespace MPruner.TorchScript.Tests.Code.Printing;

public sealed class PrintingTheCodeOfAFixture
{
    public static TheoryData<string> Fixtures => Fixture.Good;

    [Theory]
    [MemberData(nameof(Fixtures), MemberType = typeof(PrintingTheCodeOfAFixture))]
    public void GivesItsBytesBack(string name)
    {
        var files = CodeEntries.Of(Fixture.Bytes(name));

        var library = CodeLibrary.Read(files);

        Assert.NotEmpty(files);
        Assert.Equal(files.Count, library.Files.Length);
        Assert.All(library.Files.Zip(files), pair =>
            Assert.Equal(pair.Second.Source.ToArray(), new CodeFile(pair.First.EntryName, pair.First.Syntax).ToBytes().ToArray()));
    }

    [Theory]
    [MemberData(nameof(Fixtures), MemberType = typeof(PrintingTheCodeOfAFixture))]
    public void FindsEveryDefinitionButTheRootThroughReferences(string name)
    {
        var library = CodeLibrary.Read(CodeEntries.Of(Fixture.Bytes(name)));

        // PyTorch only writes definitions that another definition or the root object refers to: only the root class is without references.
        var named = library.Files.SelectMany(f => f.Definitions.Select(d => (Name: $"{f.Qualifier}.{d.Key}", d.Value)))
            .SelectMany(d => library.ReferencedNames(d.Value).Where(r => r != d.Name)).ToHashSet(StringComparer.Ordinal);
        var unnamed = library.Files.SelectMany(f => f.Definitions.Keys.Select(d => $"{f.Qualifier}.{d}")).Where(d => !named.Contains(d));
        Assert.Single(unnamed);
    }
}
