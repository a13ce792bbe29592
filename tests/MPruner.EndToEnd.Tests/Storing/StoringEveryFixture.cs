using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;
using MPruner.ScriptModels.Storage;
using MPruner.ScriptModels.Tests;
using MPruner.Torch;
using MPruner.TorchScript.Programs;
using Newtonsoft.Json.Linq;

namespace MPruner.EndToEnd.Tests.Storing;

public sealed class StoringEveryFixture : IDisposable
{
    private const int Steps = 127;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public static TheoryData<string> Specimens => [.. Specimen.OfFixtures.Concat(Specimen.OfOwnModels)];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(WeightStorage.Int8)]
    [InlineData(WeightStorage.Float16)]
    public void GivesPythonTheSameModelWithoutALibrary(WeightStorage storage)
    {
        PythonJudge.OrSkip();
        List<string> files =
        [
            .. Fixtures.Runnable.Select(model => Path.Combine(Repository.Fixtures, model)),
            .. Specimen.OfOwnModels.Select(model => Path.Combine(Repository.Recorded, "specimens", model)),
        ];
        var tasks = new JArray(files.Select(original =>
        {
            var stored = Path.Combine(folder.FullName, Path.GetFileName(original));
            File.WriteAllBytes(stored, Stored(File.ReadAllBytes(original), storage).ToArray());
            return new JObject
            {
                ["original"] = original,
                ["stored"] = stored,
                ["architecture"] = storage == WeightStorage.Int8 && !original.StartsWith(Repository.Recorded, StringComparison.Ordinal)
                    ? Fixtures.Architecture(Path.GetFileName(original))
                    : null,
                ["steps"] = storage == WeightStorage.Int8 ? Steps : null,
            };
        }));

        var answers = JArray.Parse(PythonJudge.Run("MPruner.EndToEnd.Tests/stored.py", [Repository.Fixtures], tasks.ToString()));

        var wrong = files.Zip(answers).Where(a => a.Second.Type != JTokenType.Null).Select(a => $"{Path.GetFileName(a.First)}: {a.Second}");
        Assert.Empty(wrong);
        Assert.Equal(files.Count, answers.Count);
    }

    /// <summary>The engine unpacks the stored file; what it is compared with was unpacked by us.</summary>
    [Theory]
    [MemberData(nameof(Specimens))]
    public void GivesTheEngineTheValuesThatWeRead(string model)
    {
        var specimen = Specimen.Named(model);
        var stored = Stored(specimen.Model, WeightStorage.Int8);
        var plain = ScriptModel.Open(stored, null);

        Assert.Equal(Outputs(plain.Write(new Candidate(plain, [])), specimen), Outputs(stored, specimen));
    }

    private static ReadOnlyMemory<byte> Stored(ReadOnlyMemory<byte> file, WeightStorage storage) =>
        StoredProgram.Write(ScriptProgram.Read(file), new StoredWeights(storage));

    private static List<byte[]> Outputs(ReadOnlyMemory<byte> file, Specimen specimen)
    {
        using var running = new ProgramLoader(new TorchEngine(), new SessionOptions()).Run(EngineModel.Of(file));
        return [.. running.Run(specimen.Examples.First(3)).Select(output => output.Data.ToArray())];
    }
}
