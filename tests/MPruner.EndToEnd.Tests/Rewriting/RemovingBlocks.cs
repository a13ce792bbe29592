using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;
using MPruner.ScriptModels.Tests;
using MPruner.Torch;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Rewriting;

public sealed class RemovingBlocks : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    /// <summary>The outputs that removed.py recorded.</summary>
    private static readonly Lazy<JObject> Recorded = new(() =>
        JObject.Parse(File.ReadAllText(Path.Combine(Repository.Recorded, "removed.json"))));

    public static TheoryData<string> Models => [.. Fixtures.Runnable.Where(m => Choices(Fixtures.Chains(m)).Count > 0)];

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Another libtorch sums the eight features of a layer in another order; bfloat16 has eight bits.</summary>
    private static double Tolerance(string model) => model.StartsWith("bfloat16", StringComparison.Ordinal) ? 0.02 : 1e-5;

    [Theory]
    [MemberData(nameof(Models))]
    public void AgreesWithEagerPythonWithoutThem(string model)
    {
        var opened = ScriptModel.Open(Fixtures.Bytes(model), null);
        var examples = Specimen.Named(model).Examples.First(3);
        Assert.All(Choices(Fixtures.Chains(model)), removed =>
        {
            var said = Recorded.Value[Fixtures.Architecture(model)]![string.Join(' ', removed)]!;
            var expected = said.Select(number => (double)number).ToList();
            using var pruned = new ProgramLoader(new TorchEngine(), new SessionOptions()).Run(EngineModel.Of(Without(opened, removed)));
            var found = pruned.Run(examples)[0].ToDoubles();
            Assert.Equal(expected.Count, found.Length);
            Assert.All(expected, (number, i) => Assert.Equal(number, found[i], Tolerance(model) * Math.Max(1, Math.Abs(number))));
        });
    }

    [Fact]
    public void EqualsDeletingThemInEagerPythonToTheBit()
    {
        PythonJudge.OrSkip();
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
        PythonJudge.OrSkip();
        var questions = new List<Judge.Question>();
        foreach (var form in new[] { "scripted", "traced" })
        {
            var file = Path.Combine(folder.FullName, $"{architecture}.{form}.pt");
            Judge.Export([architecture], form, folder.FullName);
            var blocks = ScriptModel.Open(File.ReadAllBytes(file), null).Chains
                .Select(c => c.Blocks.Select(b => (b.Path, Removable: !ChangesShape(architecture, b.Path))).ToList()).ToList();
            Assert.NotEmpty(blocks);
            Ask(questions, architecture, file, blocks);
        }

        AssertEqual(questions);
    }

    /// <summary>In a ResNet the first block of a stage changes the shape, except in the first stage of basic blocks.</summary>
    private static bool ChangesShape(string architecture, string path) =>
        architecture.StartsWith("resnet", StringComparison.Ordinal)
        && path.EndsWith(".0", StringComparison.Ordinal)
        && (architecture == "resnet50" || !path.StartsWith("layer1", StringComparison.Ordinal));

    private void Ask(List<Judge.Question> questions, string architecture, string file, List<List<(string Path, bool Removable)>> chains)
    {
        var opened = ScriptModel.Open(File.ReadAllBytes(file), null);
        foreach (var choice in Choices(chains))
        {
            var pruned = Path.Combine(folder.FullName, $"{questions.Count}.pt");
            File.WriteAllBytes(pruned, Without(opened, choice));
            questions.Add(new Judge.Question(architecture, file, pruned, choice, 3));
        }
    }

    /// <summary>Each removable block alone, every second one, and all of them; removed.py makes the same choices.</summary>
    private static List<List<string>> Choices(List<List<(string Path, bool Removable)>> chains)
    {
        var removable = chains.SelectMany(c => c).Where(b => b.Removable).Select(b => b.Path).ToList();
        if (removable.Count == 0)
        {
            return [];
        }

        List<List<string>> few = removable.Count > 12
            ? [[removable[0]], [removable[^1]]]
            : removable.ConvertAll(path => new List<string> { path });
        return [.. few, [.. removable.Where((_, i) => i % 2 == 0)], removable];
    }

    private static byte[] Without(ScriptModel model, List<string> removed) =>
        model.Write(new Candidate(model, [.. model.Blocks.Where(b => removed.Contains(b.Path))])).ToArray();

    private static string Describe(Judge.Question question) =>
        $"{Path.GetFileName(question.Weights)} without {string.Join(", ", question.Removed)}";

    private static string Verdict(Judge.Answer answer) => answer.Error ?? $"differs by {answer.Difference}";

    private static void AssertEqual(List<Judge.Question> questions)
    {
        var answers = Judge.Ask(questions);
        var wrong = questions.Zip(answers)
            .Where(pair => pair.Second.Difference is not 0)
            .Select(pair => $"{Describe(pair.First)}: {Verdict(pair.Second)}")
            .ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal(questions.Count, answers.Count);
        using var session = new TorchEngine().Load(File.ReadAllBytes(questions[0].Pruned), new SessionOptions());
    }
}
