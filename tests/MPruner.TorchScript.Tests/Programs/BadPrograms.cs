using System.IO.Compression;
using MPruner.TorchScript.Programs;

namespace MPruner.TorchScript.Tests.Programs;

public sealed class BadPrograms
{
    [Theory]
    [InlineData("state_dict.pt", "MPR1201", "torch.jit.script")]
    [InlineData("missing_storage.pt", "MPR1204", "data/0")]
    [InlineData("os_system.pt", "MPR1104", "os.system")]
    [InlineData("deep_pickle.pt", "MPR1103", "nested")]
    [InlineData("huge_length.pt", "MPR1102", "data.pkl")]
    [InlineData("truncated.pt", "MPR1002", "end record")]
    [InlineData("not_a_zip.pt", "MPR1001", "54686973")]
    [InlineData("zip_slip.pt", "MPR1006", "escaped")]
    [InlineData("wrong_crc.pt", "MPR1004", "CRC-32")]
    [InlineData("broken_code.pt", "MPR1301", ".py")]
    public void AreRefusedWithACodeThatNamesTheFinding(string name, string code, string part)
    {
        var error = Assert.Throws<TorchScriptException>(() => ScriptProgram.Read(Fixture.Bytes(name)).Modules());
        Assert.True(code == error.Code, $"{error.Code}: {error.Message}");
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    /// <summary>PyTorch 1.0 wrote JSON where newer ones write a pickle.</summary>
    [Fact]
    public void OfPyTorch10AreToldAsSuch()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "version", "model.json", "code/model.py", "tensors/0" })
            {
                using var entry = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression).Open();
                entry.Write("1"u8);
            }
        }

        var error = Assert.Throws<TorchScriptException>(() => ScriptProgram.Read(file.ToArray()));
        Assert.Equal("MPR1305", error.Code);
        Assert.Contains("PyTorch 1.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InTheManifestAreAllListedHere() =>
        Assert.Equal(10, Fixture.Rows.Count(r => r.Expected.StartsWith("MPR1", StringComparison.Ordinal)));
}
