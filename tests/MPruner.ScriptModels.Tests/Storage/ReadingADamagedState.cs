using MPruner.Core;
using MPruner.ScriptModels.Storage;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Storage;

public sealed class ReadingADamagedState
{
    private static readonly ScriptProgram Stored = ScriptProgram.Read(
        StoredProgram.Write(ScriptProgram.Read(Fixtures.Bytes("vit.scripted.pt")), new StoredWeights(WeightStorage.Int8)));

    [Theory]
    [InlineData("scales")]
    [InlineData("numbers")]
    [InlineData("trained")]
    public void IsTheFilesFault(string attribute)
    {
        var rewriter = new PickleRewriter(value => value is PickleObject { ClassName: UnpackingSource.Class } unpacking
            ? unpacking.With(attributes: unpacking.Attributes.Select(a => a.Key == attribute ? new(a.Key, new PickleInt(1)) : a))
            : null);
        var file = Stored.With((PickleObject)rewriter.Rewrite(Stored.Root), Stored.Code).Write();

        Assert.Equal("MPR2331", Assert.Throws<PrunerException>(() => StoredProgram.Read(file)).Code);
    }
}
