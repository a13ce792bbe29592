using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Torch.Natives;

namespace MPruner.Torch.Tests.Natives;

public sealed class ConvolvingNarrowly
{
    /// <summary>
    /// The numbers of channels are not multiples of 16. With such numbers oneDNN is wrong on some processors.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void DoesNotDependOnThePreviousContentOfMemory(int threads)
    {
        var model = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "narrow_convolutions.scripted.pt"));
        using var session = new TorchEngine().Load(model, new SessionOptions(threads));
        var images = NumericArray.Of([.. Enumerable.Range(0, 64 * 28 * 28).Select(i => (i % 101) / 50f)], 64, 1, 28, 28);
        var first = session.Invoke("forward", [images])[0];
        for (var pass = 0; pass < 20; pass++)
        {
            ConvolutionProbe.PoisonFreedMemory();

            Assert.True(session.Invoke("forward", [images])[0].Data.Span.SequenceEqual(first.Data.Span), $"pass {pass}");
        }

        Assert.All(first.ToDoubles(), number => Assert.True(double.IsFinite(number)));
    }

    /// <summary>Without it, convolutions are right but several times slower.</summary>
    [Fact]
    public void IsDoneByOneDnnWhereCacheSizesAreHidden() =>
        Assert.True(!HiddenCaches.Exist || StartedEngine.Current!.Convolutions == ConvolutionState.OneDnn);
}
