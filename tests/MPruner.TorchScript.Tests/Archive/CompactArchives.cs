using System.IO.Compression;
using MPruner.TorchScript.Archive;

namespace MPruner.TorchScript.Tests.Archive;

public sealed class CompactArchives
{
    public static TheoryData<string> Files => Fixture.Good;

    [Theory]
    [MemberData(nameof(Files))]
    public void HaveTheSameContentsInTheSameOrder(string name)
    {
        var before = TorchArchive.Read(Fixture.Bytes(name));

        var after = TorchArchive.Read(before.WriteCompact());

        Assert.Equal(before.Root, after.Root);
        Assert.Equal(before.Entries.OrderBy(e => e.Position).Select(e => e.Name), after.Entries.Select(e => e.Name));
        Assert.All(after.Entries, entry => Assert.True(before.Find(entry.Name)!.Data.Span.SequenceEqual(entry.Data.Span)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void AreSmallerAndAnyZipReaderReadsThem(string name)
    {
        var file = Fixture.Bytes(name);

        var compact = TorchArchive.Read(file).WriteCompact();

        Assert.InRange(compact.Length, 1, file.Length - 1);
        using var zip = new ZipArchive(new MemoryStream(compact));
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            content.CopyTo(Stream.Null);
        }
    }

    [Fact]
    public void StoreWhatDoesNotCompress()
    {
        var noise = new byte[10_000];
        new Random(1).NextBytes(noise);
        var made = new[] { KeyValuePair.Create("extra/noise", (ReadOnlyMemory<byte>)noise) };

        var compact = TorchArchive.Read(TorchArchive.Read(Fixture.Bytes("constants.traced.pt")).With(made, []).WriteCompact());

        Assert.Equal(10_000, compact.Find("extra/noise")!.Raw!.Packed.Length);
        Assert.InRange(compact.Find("data.pkl")!.Raw!.Packed.Length, 1, compact.Find("data.pkl")!.Data.Length - 1);
    }
}
