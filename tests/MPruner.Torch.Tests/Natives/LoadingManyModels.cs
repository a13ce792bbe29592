using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Torch.Tests.Natives;

public sealed class LoadingManyModels
{
    /// <summary>Modules that are not freed would take 100 MB and more.</summary>
    private const long MostGrowth = 24 << 20;

    [Fact]
    public void LeavesNoneOfThemInMemory()
    {
        var archive = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "narrow_convolutions.scripted.pt"));
        LoadAndRun(archive, 50);
        var before = Environment.WorkingSet;

        LoadAndRun(archive, 100);

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, MostGrowth);
    }

    private static void LoadAndRun(byte[] archive, int times)
    {
        var images = NumericArray.Of(new float[4 * 28 * 28], 4, 1, 28, 28);
        for (var i = 0; i < times; i++)
        {
            using var session = new TorchEngine().Load(archive, new SessionOptions());
            for (var pass = 0; pass < 3; pass++)
            {
                session.Invoke("forward", [images]);
            }
        }
    }
}
