using MPruner.Core.Reports;
using MPruner.Tool.Commands;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Commands;

public sealed class InspectingAModel : IDisposable
{
    private readonly ToolSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("bert.traced.pt", "forward(ids: Tensor, mask: Tensor) -> Tensor")]
    [InlineData("returns_nested.scripted.pt", "forward(x: Tensor) -> Tuple[Dict[str, List[Optional[Tensor]]], int, Optional[")]
    [InlineData("encoder_decoder.scripted.pt", "├ decoder 3 × DecoderLayer 1,824 48.2% 7.3 kB")]
    [InlineData("encoder_decoder.scripted.pt", "└ everything else 160 4.2% 47.8 kB")]
    [InlineData("bert.traced.pt", "│ ├ 0 600 22.4% 2.4 kB first 2 heads × 4, 16 neurons")]
    [InlineData("encoder_decoder.scripted.pt", "│ └ 2 608 16.1% 2.4 kB yes 2 + 2 heads × 4")]
    [InlineData("resnet_bottleneck.scripted.pt", "│ ├ layer1.1 320 3.5% 1.5 kB yes 4 + 4 channels")]
    [InlineData("t5.scripted.pt", "│ ├ 0 598 12.5% 2.4 kB no 2 heads × 4, 16 neurons")]
    [InlineData("tied_weights.scripted.pt", "└ everything else ? ? 3.4 kB")]
    [InlineData("tied_weights.scripted.pt", "Blocks share weights, which count in each of them.")]
    public void ShowsTheSignatureAndATreeOfWhatCanBeRemoved(string model, string line) => Assert.Contains(line, Lines(model));

    [Theory]
    [InlineData("second_pass.scripted.pt", "units of layers.2, layers.3 stay: fc2 is called at several places in the code.")]
    [InlineData("called_twice.scripted.pt", "units of all blocks stay: It is called at several places in the code.")]
    [InlineData("albert.scripted.pt", "units of shared stay: It is called again on its own output.")]
    public void ShowsWhyUnitsStay(string model, string line) => Assert.Contains(line, Lines(model));

    [Fact]
    public void ShowsAChainInsideABlockBelowThatBlock()
    {
        ChainReport inner = new("layers.1.parts", [Block("layers.1.parts.0"), Block("layers.1.parts.1")]);
        ChainReport outer = new("layers", [Block("layers.0"), Block("layers.1"), Block("layers.10")]);

        var lines = ModelTree.Of([inner, outer]).Select(line => line.Lines + (line.Block?.Path ?? line.Chain?.Path ?? "rest"));

        Assert.Equal(
            [
                "├ layers", "│ ├ layers.0", "│ ├ layers.1", "│ │ └ layers.1.parts", "│ │   ├ layers.1.parts.0",
                "│ │   └ layers.1.parts.1", "│ └ layers.10", "└ rest",
            ],
            lines);

        static BlockReport Block(string path) => new(path, "Block", 1, true, null);
    }

    [Fact]
    public void GivesAllAsJson()
    {
        var json = JObject.Parse(Inspect("second_pass.scripted.pt", "--json"));
        var blocks = json["chains"]![0]!["blocks"]!;

        Assert.Equal("forward(x: Tensor) -> Tensor", json["signature"]);
        Assert.Equal(576, (long)blocks[0]!["bytes"]!);
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
