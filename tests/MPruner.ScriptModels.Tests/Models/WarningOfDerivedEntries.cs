using MPruner.ScriptModels.Models;
using MPruner.TorchScript.Archive;

namespace MPruner.ScriptModels.Tests.Models;

public sealed class WarningOfDerivedEntries
{
    private static readonly ReadOnlyMemory<byte> File = TorchArchive.Read(Fixtures.Bytes("masked_transformer.traced.pt"))
        .With([KeyValuePair.Create("bytecode.pkl", (ReadOnlyMemory<byte>)"made"u8.ToArray())], [])
        .Write();

    [Fact]
    public void NamesThem()
    {
        var warning = Assert.Single(ScriptModel.Open(File, null).UnjudgedParts(["layers.1"], true), w => w.Code == "MPR2312");

        Assert.Contains("bytecode.pkl", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNotGivenWhereTheModelStaysAsItIs() =>
        Assert.DoesNotContain(ScriptModel.Open(File, null).UnjudgedParts([], false), w => w.Code == "MPR2312");
}
