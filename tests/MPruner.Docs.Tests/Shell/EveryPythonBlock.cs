using System.Runtime.Versioning;
using MPruner.Build.Tests.Consuming;
using MPruner.Docs.Tests.Documents;

namespace MPruner.Docs.Tests.Shell;

/// <summary>Python in the documents, where there is one with PyTorch.</summary>
[SupportedOSPlatform("linux")]
public sealed class EveryPythonBlock(PackedPackage package)
{
    private readonly PackedTool tool = PackedTool.Beside(package);
    /// <summary>What the lines take from their surroundings.</summary>
    private const string Surroundings = """
        import numpy
        images = others = numpy.zeros((64, 1, 12, 12), dtype=numpy.uint8)
        labels = their_labels = numpy.arange(64) % 3
        ids = numpy.arange(64 * 6).reshape(64, 6) % 20
        mask = numpy.ones((64, 6), dtype=bool)
        target = ids[:, :4]

        """;

    public static TheoryData<string> Blocks => Rules.Ids(Rule.Python);

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Runs(string id)
    {
        PythonJudge.OrSkip();
        var shell = new ShellSession(tool, tool.NewFolder("python"));
        File.WriteAllText(Path.Combine(shell.Folder, "block.py"), Surroundings + Rules.Block(id).Text);

        shell.Run("python3 block.py");

        Assert.NotEmpty(Directory.GetFiles(shell.Folder, "*.npz"));
    }
}
