using System.Buffers.Binary;
using System.Text;
using MPruner.TorchScript.Archive;

namespace MPruner.TorchScript.Tests.Archive;

public sealed class ArchiveLaws
{
    public static TheoryData<string> Files => Fixture.Good;

    [Theory]
    [MemberData(nameof(Files))]
    public void AnArchiveThatWasOnlyReadIsWrittenByteForByte(string name)
    {
        var file = Fixture.Bytes(name);
        Assert.Equal(file, TorchArchive.Read(file).Write());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void AnEditThatChangesNothingKeepsPyTorchsLayout(string name)
    {
        var file = Fixture.Bytes(name);
        Assert.Equal(file, TorchArchive.Read(file).With([], []).Write());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void AStreamGetsTheSameBytesAsAnArray(string name)
    {
        var archive = TorchArchive.Read(Fixture.Bytes(name)).With([KeyValuePair.Create("extra/note", Text("note"))], ["version"]);
        using var stream = new MemoryStream();
        archive.Write(stream);
        Assert.Equal(archive.Write(), stream.ToArray());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void AnEditKeepsOrderAndBytesOfTheOtherEntriesAndAlignsAll(string name)
    {
        var before = TorchArchive.Read(Fixture.Bytes(name));
        var removed = before.Entries[0].Name;
        var (changed, added) = (KeyValuePair.Create("data.pkl", Text("another")), KeyValuePair.Create("extra/note", Text("note")));
        var file = before.With([changed, added], [removed]).Write();
        var after = TorchArchive.Read(file);

        Assert.Equal([.. before.Entries.Select(e => e.Name).Where(n => n != removed), "extra/note"], after.Entries.Select(e => e.Name));
        foreach (var entry in after.Entries)
        {
            var expected = entry.Name switch
            {
                "data.pkl" => Text("another"),
                "extra/note" => Text("note"),
                _ => before.Find(entry.Name)!.Data,
            };
            Assert.Equal(expected.ToArray(), entry.Data.ToArray());
            var header = file.AsSpan((int)entry.Position);
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
            var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            Assert.Equal(0, (entry.Position + 30 + nameLength + extraLength) % 64);
        }
    }

    private static ReadOnlyMemory<byte> Text(string text) => Encoding.UTF8.GetBytes(text);
}
