using System.Text.Json;

namespace MPruner.Torch.Tests;

/// <summary>The recorded results with which the other tests compare.</summary>
public sealed class TheRecord : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-torch-tests-");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>On another processor, Python's sums differ in their last bits.</summary>
    [Fact]
    public void IsWhatPythonComputesNow()
    {
        PythonJudge.OrSkip();
        PythonJudge.Run("MPruner.Torch.Tests/Python/models.py", [folder.FullName]);
        using var now = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, "training.json")));
        using var recorded = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Recorded, "training.json")));
        Compare("", recorded.RootElement, now.RootElement);
        Assert.Equal(Names(Path.Combine(Repository.Recorded, "training")), Names(Path.Combine(folder.FullName, "training")));
    }

    private static IEnumerable<string?> Names(string path) =>
        Directory.EnumerateFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static void Compare(string place, JsonElement recorded, JsonElement now)
    {
        switch (recorded.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(recorded.EnumerateObject().Select(member => member.Name), now.EnumerateObject().Select(member => member.Name));
                Assert.All(recorded.EnumerateObject(), m => Compare($"{place}/{m.Name}", m.Value, now.GetProperty(m.Name)));
                break;
            case JsonValueKind.Array:
                Assert.Equal(recorded.GetArrayLength(), now.GetArrayLength());
                Assert.All(recorded.EnumerateArray().Zip(now.EnumerateArray()), pair => Compare(place, pair.First, pair.Second));
                break;
            default:
                var difference = Math.Abs(recorded.GetDouble() - now.GetDouble());
                Assert.True(difference <= TrainingAModel.Tolerance, $"{place} differs by {difference}");
                break;
        }
    }
}
