using System.IO.Compression;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>A model that prints and warns whenever it runs: its text would appear between the tool's own lines.</summary>
public sealed class PruningAModelThatPrints : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ToolProcess tool;

    public PruningAModelThatPrints()
    {
        tool = new ToolProcess(folder);
        tool.Model("parent_adds.scripted.pt");
        LetTheRootPrint(folder["model.pt"]);
        tool.Vectors("model.calibration.npz", 128);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void OnlyTheToolsLinesArePrinted(string threads)
    {
        var (exit, output, error) = tool.Run("prune", "model.pt", "--threshold", "0", "--max-drop", "1e9", "--threads", threads, "--json");

        Assert.Equal(0, exit);
        Assert.NotEmpty(JObject.Parse(output)["removed"]!);
        Assert.DoesNotContain("by the model", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning:", error, StringComparison.Ordinal);
    }

    private static void LetTheRootPrint(string path)
    {
        const string End = "    return ";
        using var archive = ZipFile.Open(path, ZipArchiveMode.Update);
        var entry = archive.Entries.Single(entry => entry.FullName.EndsWith("/code/__torch__/calls.py", StringComparison.Ordinal));
        string code;
        using (var reader = new StreamReader(entry.Open()))
        {
            code = reader.ReadToEnd();
        }

        var root = code.IndexOf("class ParentAdds(", StringComparison.Ordinal);
        var end = code.IndexOf(End, root, StringComparison.Ordinal);
        Assert.True(root >= 0 && end >= 0, code);
        using var writer = new StreamWriter(entry.Open());
        writer.Write(code.Insert(end, "    print(\"said by the model\")\n    torch.warn(\"warned by the model\")\n"));
    }
}
