using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MPruner.TorchScript.Archive;

namespace MPruner.TorchScript.Tests.Archive;

public sealed class DamagedArchives
{
    private const string Sample = "residual_cnn.scripted.pt";

    [Fact]
    public void TextIsNotAZip() => Refused("MPR1001", Encoding.UTF8.GetBytes("This is text, not a model."));

    [Fact]
    public void AnEmptyFileIsNotAZip() => Refused("MPR1001", []);

    [Fact]
    public void ATruncatedFileIsIncomplete()
    {
        var file = Fixture.Bytes(Sample);
        for (var length = 4; length < file.Length; length += 997)
        {
            Refused("MPR1002", file[..length]);
        }
    }

    [Fact]
    public void AFlippedBitInAStorageFailsTheChecksum() => Refused("MPR1004", Fixture.Bytes("wrong_crc.pt"));

    [Fact]
    public void AFlippedBitInCompressedCodeIsDetected()
    {
        var file = Fixture.Bytes(Sample);
        var packed = TorchArchive.Read(file).Entries.First(e => e.Raw!.Record.Method == 8);
        file[packed.Position + packed.Raw!.Header.Length + (packed.Raw.Packed.Length / 2)] ^= 0x10;
        var error = Assert.Throws<TorchScriptException>(() => TorchArchive.Read(file));
        Assert.Contains(error.Code, new[] { "MPR1004", "MPR1008" });
        Assert.Equal(packed.Raw.Record.Name, error.Entry);
    }

    [Fact]
    public void AnEncryptedEntryIsUnsupported() => Refused("MPR1003", ChangedRecord(8, 0x0809));

    [Fact]
    public void AnotherCompressionMethodIsUnsupported() => Refused("MPR1003", ChangedRecord(10, 12));

    [Fact]
    public void ASecondDiskIsUnsupported()
    {
        var file = Fixture.Bytes(Sample);
        file[^18] = 1;
        Refused("MPR1003", file);
    }

    [Fact]
    public void ACompressedEntryThatClaimsGigabytesIsRefusedBeforeItIsDecompressed()
    {
        var file = Fixture.Bytes(Sample);
        var at = IndexOfRecord(file, e => e.Raw!.Record.Method == 8);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 24), 900_000_000);
        Refused("MPR1005", file);
    }

    [Fact]
    public void AnEntryOutsideTheRootFolderIsRefused() => Refused("MPR1006", Fixture.Bytes("zip_slip.pt"));

    [Fact]
    public void ADuplicateEntryIsRefused()
    {
        var note = KeyValuePair.Create("extra/a", (ReadOnlyMemory<byte>)new byte[1]);
        var file = TorchArchive.Read(Fixture.Bytes(Sample)).With([note, KeyValuePair.Create("extra/b", note.Value)], []).Write();
        for (var at = file.AsSpan().IndexOf("extra/b"u8); at >= 0; at = file.AsSpan().IndexOf("extra/b"u8))
        {
            "extra/a"u8.CopyTo(file.AsSpan(at));
        }

        Refused("MPR1006", file);
    }

    [Fact]
    public void APickleOfTheOldFormatIsRecognized() =>
        Refused("MPR1007", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]);

    [Fact]
    public void ATarOfTheOldestFormatIsRecognized()
    {
        var file = new byte[1024];
        "ustar"u8.CopyTo(file.AsSpan(257));
        Refused("MPR1007", file);
    }

    [Fact]
    public void AnArchiveOfArraysIsRecognized()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("x.npy", CompressionLevel.NoCompression);
        }

        Refused("MPR1007", file.ToArray());
    }

    private static byte[] ChangedRecord(int field, ushort value)
    {
        var file = Fixture.Bytes(Sample);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(IndexOfRecord(file, _ => true) + field), value);
        return file;
    }

    private static int IndexOfRecord(byte[] file, Func<ArchiveEntry, bool> which) =>
        file.AsSpan().IndexOf(TorchArchive.Read(file).Entries.First(which).Raw!.Record.Raw.Span);

    private static void Refused(string code, byte[] file)
    {
        var error = Assert.Throws<TorchScriptException>(() => TorchArchive.Read(file));
        Assert.True(code == error.Code, $"{error.Code}: {error.Message}");
        Assert.Contains("xpected", error.Message, StringComparison.Ordinal);
    }
}
