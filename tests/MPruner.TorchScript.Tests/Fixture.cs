using System.Text.Json;

namespace MPruner.TorchScript.Tests;

/// <summary>The committed model files, as listed in tests/Fixtures/fixtures.json.</summary>
internal static class Fixture
{
    /// <summary>Names of the valid files.</summary>
    public static TheoryData<string> Good => new(Rows.Where(r => r.Expected == "ok").Select(r => r.Name));

    /// <summary>Name and expected result of every file: ok, or a code such as MPR1xxx.</summary>
    public static IEnumerable<(string Name, string Expected)> Rows
    {
        get
        {
            using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "fixtures.json")));
            return [.. manifest.RootElement.GetProperty("fixtures").EnumerateArray()
                .Select(row => (row.GetProperty("name").GetString()!, row.GetProperty("expected").GetString()!))];
        }
    }

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Repository.Fixtures, name));
}
