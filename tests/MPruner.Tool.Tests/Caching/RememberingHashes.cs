using MPruner.Shared.Caching;

namespace MPruner.Tool.Tests.Caching;

public sealed class RememberingHashes : IDisposable
{
    private static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnotherFolderWithTheSameLibraryIsTheSame()
    {
        Directory.CreateDirectory(folder["other"]);

        Assert.Equal(Hash(Write("lib.so", 1)), Hash(Write("other/lib.so", 1)));
    }

    [Fact]
    public void AnotherContentOfTheSameLengthAndTimeIsAnother()
    {
        var before = Hash(Write("lib.so", 1));

        Assert.NotEqual(before, Hash(Write("lib.so", 2)));
    }

    [Fact]
    public void AnotherNameIsAnother() => Assert.NotEqual(Hash(Write("one.so", 1)), Hash(Write("two.so", 1)));

    [Fact]
    public void TheFileIsNotReadAgain()
    {
        var file = Write("lib.so", 1, length: 1 << 20);
        var before = Hash(file);

        // Nothing but its first bytes changes, which a mark does not see: what was remembered is returned.
        using (var stream = File.OpenWrite(file))
        {
            stream.WriteByte(9);
        }

        File.SetLastWriteTimeUtc(file, LongAgo);
        Assert.Equal(before, Hash(file));
        Directory.Delete(folder["cache"], recursive: true);
        Assert.NotEqual(before, Hash(file));
    }

    [Fact]
    public void WhatWasAlteredIsComputedAgain()
    {
        var file = Write("lib.so", 1);
        var before = Hash(file);
        foreach (var remembered in Directory.GetFiles(folder["cache/v1/hashes"]))
        {
            var text = File.ReadAllText(remembered);
            File.WriteAllText(remembered, (text[0] == 'a' ? 'b' : 'a') + text[1..]);
        }

        Assert.Equal(before, Hash(file));
    }

    [Fact]
    public void AFolderThatCannotBeWrittenIsNoError()
    {
        var file = Write("lib.so", 1);

        Assert.Equal(Hash(file), new RememberedHashes(folder.Write("file", [1])).OfLibraries([file]));
    }

    private string Hash(string file) => new RememberedHashes(folder["cache"]).OfLibraries([file]);

    private string Write(string name, byte value, int length = 100)
    {
        var content = new byte[length];
        Array.Fill(content, value);
        var path = folder.Write(name, content);
        File.SetLastWriteTimeUtc(path, LongAgo);
        return path;
    }
}
