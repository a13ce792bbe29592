using System.IO.Compression;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>The models of the samples are trained classifiers; here nobody says so.</summary>
public sealed class TheMetricOfASample : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("FashionClassifier", "auto", "agreement")]
    [InlineData("SpamFilter", "auto", "agreement")]
    [InlineData("SpamFilter", "kl", "kl")]
    [InlineData("SpamFilter", "cosine", "cosine")]
    [InlineData("SpamFilter", "relative-error", "relative-error")]
    public void IsThatOfAClassifierUnlessAnotherIsChosen(string sample, string asked, string expected)
    {
        var source = Path.Combine(Repository.Root, "samples", sample);
        File.Copy(Path.Combine(source, "model.pt"), folder["model.pt"]);
        File.Copy(Path.Combine(source, "model.calibration.npz"), folder["data.npz"]);
        using (var data = ZipFile.Open(folder["data.npz"], ZipArchiveMode.Update))
        {
            data.GetEntry("labels.npy")?.Delete();
        }

        var (exit, output, error) = new ToolProcess(folder).Run(
            "verify", "model.pt", "model.pt", "--evaluation", "data.npz", "--metric", asked, "--threads", "1", "--json");

        Assert.True(exit == 0, error);
        var quality = JObject.Parse(output)["quality"]!;
        Assert.Equal(expected, (string?)quality["metric"]);
        Assert.Equal(0, (double)quality["drop"]!, 1e-12);
        Assert.DoesNotContain("MPR2308", error, StringComparison.Ordinal);
    }
}
