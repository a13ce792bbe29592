using MPruner.Tool.Commands;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Commands;

public sealed class InspectingAModel : IDisposable
{
    private readonly ToolSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("bert.traced.pt", "0 encoder.layer.0 600 2 heads × 4, 16 neurons")]
    [InlineData("encoder_decoder.scripted.pt", "0 decoder.0 608 2 + 2 heads × 4")]
    [InlineData("resnet_bottleneck.scripted.pt", "1 layer1.1 320 4 + 4 channels")]
    [InlineData("t5.scripted.pt", "0 encoder.0 598 2 heads × 4, 16 neurons stays")]
    public void ShowsWhatCanBeNarrowedInABlock(string model, string row) => Assert.Contains(row, Lines(model));

    [Theory]
    [InlineData("second_pass.scripted.pt", "units of layers.2, layers.3 stay: fc2 is called at several places in the code.")]
    [InlineData("called_twice.scripted.pt", "units of all blocks stay: It is called at several places in the code.")]
    [InlineData("albert.scripted.pt", "units of shared stay: It is called again on its own output.")]
    public void ShowsWhyUnitsStay(string model, string line) => Assert.Contains(line, Lines(model));

    [Theory]
    [InlineData("bert.traced.pt", true)]
    [InlineData("albert.scripted.pt", false)]
    public void HasAColumnOnlyWhereThereIsAnInnerDimension(string model, bool isShown) =>
        Assert.Equal(isShown, Lines(model).Contains("block parameters inner dimensions"));

    [Fact]
    public void GivesBothAsJson()
    {
        var blocks = JObject.Parse(Inspect("second_pass.scripted.pt", "--json"))["chains"]![0]!["blocks"]!;

        Assert.Equal(
            """[{"path":"layers.1.fc2","unit":"neuron","units":8,"unitWidth":1,"parameters":136}]""",
            blocks[1]!["inner"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal(JTokenType.Null, blocks[1]!["notNarrowed"]!.Type);
        Assert.Empty(blocks[2]!["inner"]!);
        Assert.Equal("fc2 is called at several places in the code.", blocks[2]!["notNarrowed"]);
    }

    /// <summary>The lines, with single spaces.</summary>
    private List<string> Lines(string model)
    {
        var lines = Inspect(model).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 100));
        return [.. lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }

    private string Inspect(string model, params string[] options)
    {
        Assert.Equal(0, CommandTree.Run(["inspect", Path.Combine(Repository.Fixtures, model), .. options], sandbox.Context));
        return sandbox.Out.ToString();
    }
}
