using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Tests.Pipeline;

namespace MPruner.Core.Tests.Examples;

public sealed class LabelsThatAreAlsoAnArgument
{
    private static readonly Numbers Data = Numbers.From(0, 40, examples => NumericArray.Of(examples, examples.Length));

    [Fact]
    public void AreLabelsIfTheArgumentHasADefault()
    {
        var bound = BoundExamples.Bind(Data, Argument("labels: Optional[Tensor]=None", hasDefault: true));

        Assert.Equal(["x"], bound.Parameters);
        Assert.Equal("labels", bound.Labels!.Name);
        Assert.Contains("not passed", bound.Note!.Message, StringComparison.Ordinal);
        Assert.Equal("MPR2322", bound.Note.Code);
    }

    [Fact]
    public void ArePassedIfTheArgumentNeedsThem()
    {
        var bound = BoundExamples.Bind(Data, Argument("labels: Tensor", hasDefault: false));

        Assert.Equal(["x", "labels"], bound.Parameters);
        Assert.Null(bound.Labels);
        Assert.Contains("is passed to forward", bound.Note!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NeedNoNoteIfForwardHasNoSuchArgument()
    {
        var bound = BoundExamples.Bind(Data, Signature());

        Assert.Equal("labels", bound.Labels!.Name);
        Assert.Null(bound.Note);
    }

    private static ModelSignature Argument(string declaration, bool hasDefault) =>
        Signature(new ModelArgument("labels", declaration, TakesTensor: true, hasDefault));

    private static ModelSignature Signature(params ModelArgument[] others) =>
        new([new("x", "x: Tensor", TakesTensor: true, HasDefault: false), .. others], 0);
}
