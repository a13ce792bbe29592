using MPruner.Build.Caching;
using MPruner.Shared.Caching;
using MPruner.Shared.Files;
using MPruner.Shared.Reporting;

namespace MPruner.Build.Tests.Caching;

public sealed class AnEntryOfTheBuildIndex : IDisposable
{
    private static readonly string Key = new('a', 64);
    private readonly string folder = Directory.CreateTempSubdirectory("mpruner-index-").FullName;

    private string EntryFile => new CacheLayout(folder).Build(Key);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void IsReadBackUnchanged()
    {
        var index = new BuildIndex(folder);
        Finding[] warnings = [new(false, "MPR2001", null, "nothing: removed."), new(false, "MPR2002", null, "few examples.")];
        var model = new FinishedModel(new string('b', 64), warnings, "{\n  \"report\": \u0001input\u0001\n}\n", "<p>\nreport 3\n</p>");

        index.Publish(Key, model);

        FinishedModel found = index.Find(Key)!;
        Assert.Equal((model.Output, model.Report, model.Page), (found.Output, found.Report, found.Page));
        Assert.Equal(model.Warnings, found.Warnings);
    }

    [Fact]
    public void IsRejectedWhenOneOfItsBytesIsAltered()
    {
        var index = new BuildIndex(folder);
        index.Publish(Key, new FinishedModel(new string('b', 64), [], "{}", "<p/>"));
        byte[] bytes = File.ReadAllBytes(EntryFile);

        for (int i = 0; i < bytes.Length; i++)
        {
            byte before = bytes[i];
            bytes[i] ^= 1;
            File.WriteAllBytes(EntryFile, bytes);
            bytes[i] = before;

            Assert.Null(index.Find(Key));
        }
    }

    [Fact]
    public void IsRejectedWhenItIsTruncated()
    {
        var index = new BuildIndex(folder);
        index.Publish(Key, new FinishedModel(new string('b', 64), [], "{}", "<p/>"));
        byte[] bytes = File.ReadAllBytes(EntryFile);

        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(EntryFile, bytes[..length]);

            Assert.Null(index.Find(Key));
        }
    }

    [Fact]
    public void NamesContentThatIsCheckedToo()
    {
        var index = new BuildIndex(folder);
        string hash = ContentHash.OfText("model");
        string file = new CacheLayout(folder).Content(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);

        Assert.Null(index.Content(hash));
        File.WriteAllText(file, "model");
        Assert.Equal("model"u8.ToArray(), index.Content(hash));
        File.WriteAllText(file, "mode");
        Assert.Null(index.Content(hash));
    }
}
