using System.Security.Cryptography;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>The transformer of the samples: one layer of six remains, and loses most of its neurons and heads.</summary>
public sealed class NarrowingASample : IDisposable
{
    private static readonly string Sample = Path.Combine(Repository.Root, "samples", "SpamFilter");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void RemovesMoreThanNineTenthsOfTheBlocksAndGivesTheSameBytesTwice()
    {
        var first = Prune("first.pt");
        var second = Prune("second.pt");

        var blocks = first["chains"]![0]!["blocks"]!.Sum(block => (long)block["parameters"]!);
        var (before, after) = ((long)first["parameters"]!["before"]!, (long)first["parameters"]!["after"]!);
        Assert.InRange((double)(before - after) / blocks, 0.92, 1);
        Assert.Equal(["head", "neuron"], first["narrowed"]!.Select(dimension => (string)dimension["unit"]!).Order());
        Assert.All(first["narrowed"]!, dimension => Assert.Equal("layers.0", (string?)dimension["block"]));
        Assert.Equal(Hash("first.pt"), Hash("second.pt"));
        Assert.Equal(first["verdicts"], second["verdicts"], JToken.EqualityComparer);
    }

    [Fact]
    public void StoresWhatIsLeftInFewBytes()
    {
        var result = Prune("stored.pt", "--storage", "int8");

        Assert.InRange((double)result["bytes"]!["after"]! / (double)result["bytes"]!["before"]!, 0, 0.1);
        Assert.NotEmpty(result["narrowed"]!);
        Assert.True((bool)result["quality"]!["accepted"]!);
        Assert.Equal((long)result["bytes"]!["after"]!, new FileInfo(folder["stored.pt"]).Length);
        var (exit, output, error) = new ToolProcess(folder).Run("inspect", "stored.pt", "--json");
        Assert.True(exit == 0, error);
        Assert.Equal((long)result["parameters"]!["after"]!, (long)JObject.Parse(output)["parameters"]!["before"]!);
    }

    private JObject Prune(string name, params string[] options)
    {
        var (exit, output, error) = new ToolProcess(folder).Run(
            ["prune", Path.Combine(Sample, "model.pt"), "--threads", "1", "--no-cache", "--output", name, "--json", .. options]);
        Assert.True(exit == 0, error);
        return JObject.Parse(output);
    }

    private string Hash(string name) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(folder[name])));
}
