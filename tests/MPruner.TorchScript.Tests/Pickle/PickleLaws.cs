using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Tests.Pickle;

public sealed class PickleLaws
{
    public static TheoryData<string> Files => Fixture.Good;

    [Theory]
    [MemberData(nameof(Files))]
    public void EncodingWhatWasDecodedGivesTheSameBytes(string name)
    {
        var archive = TorchArchive.Read(Fixture.Bytes(name));
        foreach (var entry in new[] { "data.pkl", "constants.pkl" })
        {
            var bytes = archive.Find(entry)!.Data;
            Assert.Equal(bytes.ToArray(), PickleWriter.Write(PickleReader.Read(bytes, entry)));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ARewriteThatReplacesNothingKeepsTheInstance(string name)
    {
        var root = PickleReader.Read(TorchArchive.Read(Fixture.Bytes(name)).Find("data.pkl")!.Data, "data.pkl");
        Assert.Same(root, new PickleRewriter(_ => null).Rewrite(root));
    }
}
