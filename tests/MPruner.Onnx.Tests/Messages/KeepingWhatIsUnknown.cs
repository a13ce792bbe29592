using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;
using MPruner.Onnx.Rewriting;
using MPruner.Onnx.Wire;

namespace MPruner.Onnx.Tests.Messages;

public sealed class KeepingWhatIsUnknown
{
    /// <summary>A field of a later version of ONNX between the others, and a number that is longer than it has to be.</summary>
    [Fact]
    public void UnknownFieldsAndTheirPlacesAndLongNumbersStay()
    {
        byte[] odd = [0xD8, 0x3E, 0x85, 0x80, 0x00];
        var file = TestGraph.Residual(2).Field(WireMessage.Read(odd, "odd").Fields[0]).Output("h2").ToFile();

        Assert.Equal(file, OnnxModel.Read(file).Write());
        Assert.True(file.AsSpan().IndexOf(odd) > 0);
    }

    [Fact]
    public void AnEditKeepsUnknownFieldsOfTheGraph()
    {
        byte[] odd = [0xD8, 0x3E, 0x85, 0x80, 0x00];
        var model = OnnxModel.Read(TestGraph.Residual(2).Field(WireMessage.Read(odd, "odd").Fields[0]).Output("h2").ToFile());
        var edit = new GraphEdit(new Dataflow(model.Graph));
        edit.Redirect("h1", "x");

        Assert.True(model.With(edit.Apply()).Write().AsSpan().IndexOf(odd) > 0);
    }
}
