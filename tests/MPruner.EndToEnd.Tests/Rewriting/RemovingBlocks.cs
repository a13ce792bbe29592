using MPruner.Core;
using MPruner.Core.Chains;
using MPruner.Core.Ports;
using MPruner.Core.Rewriting;
using MPruner.Core.Tests;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests.Rewriting;

public sealed class RemovingBlocks : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void EqualsDeletingThemInEagerPythonToTheBit()
    {
        var questions = new List<Judge.Question>();
        foreach (var model in Fixtures.Runnable.Where(m => Fixtures.Chains(m).Count > 0))
        {
            Ask(questions, Fixtures.Architecture(model), Path.Combine(Repository.Fixtures, model), Fixtures.Chains(model));
        }

        AssertEqual(questions);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("vit_small")]
    public void EqualsDeletingThemInTorchvisionsModels(string architecture)
    {
        var questions = new List<Judge.Question>();
        foreach (var form in new[] { "scripted", "traced" })
        {
            var file = Path.Combine(folder.FullName, $"{architecture}.{form}.pt");
            Judge.Export(architecture, form, file);
            var blocks = Subject.Open(File.ReadAllBytes(file), null).Chains
                .Select(c => c.Blocks.Select(b => (b.Path, Removable: !ChangesShape(architecture, b.Path))).ToList()).ToList();
            Assert.NotEmpty(blocks);
            Ask(questions, architecture, file, blocks);
        }

        AssertEqual(questions);
    }

    /// <summary>In a ResNet the first block of a stage changes the shape, but for the first stage of basic blocks.</summary>
    private static bool ChangesShape(string architecture, string path) =>
        architecture.StartsWith("resnet", StringComparison.Ordinal) && path.EndsWith(".0", StringComparison.Ordinal) && (architecture == "resnet50" || !path.StartsWith("layer1", StringComparison.Ordinal));

    /// <summary>Asks about each removable block alone, every second one, and all of them.</summary>
    private void Ask(List<Judge.Question> questions, string architecture, string file, List<List<(string Path, bool Removable)>> chains)
    {
        var subject = Subject.Open(File.ReadAllBytes(file), null);
        var removable = chains.SelectMany(c => c).Where(b => b.Removable).Select(b => b.Path).ToList();
        if (removable.Count == 0)
        {
            return;
        }

        var choices = removable.Count > 12
            ? [[removable[0]], [removable[^1]]]
            : removable.Select(path => new List<string> { path }).ToList();
        choices.Add([.. removable.Where((_, i) => i % 2 == 0)]);
        choices.Add(removable);
        foreach (var choice in choices)
        {
            var pruned = Path.Combine(folder.FullName, $"{questions.Count}.pt");
            Block[] blocks = [.. subject.Blocks.Where(b => choice.Contains(b.Path))];
            var edit = new ProgramEdit(subject.Program, subject.Trace);
            edit.Remove(blocks);
            File.WriteAllBytes(pruned, edit.Apply().Write());
            questions.Add(new Judge.Question(architecture, file, pruned, choice, 3));
        }
    }

    private static void AssertEqual(List<Judge.Question> questions)
    {
        var answers = Judge.Ask(questions);
        var wrong = questions.Zip(answers)
            .Where(pair => pair.Second.Difference is not 0)
            .Select(pair => $"{Path.GetFileName(pair.First.Weights)} without {string.Join(", ", pair.First.Removed)}: {pair.Second.Error ?? $"differs by {pair.Second.Difference}"}");
        Assert.Equal("", string.Join("\n", wrong));
        Assert.Equal(questions.Count, answers.Count);
        using var session = new TorchEngine().Load(File.ReadAllBytes(questions[0].Pruned), new SessionOptions());
    }
}
