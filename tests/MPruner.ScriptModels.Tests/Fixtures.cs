using Newtonsoft.Json.Linq;

namespace MPruner.ScriptModels.Tests;

/// <summary>The fixture files and their manifest.</summary>
internal static class Fixtures
{
    /// <summary>Names of the models that are well-formed.</summary>
    public static IEnumerable<string> Models => Manifest().Where(f => (string)f["expected"]! == "ok").Select(f => (string)f["name"]!);

    /// <summary>Names of the models that this machine's CPU can run.</summary>
    public static IEnumerable<string> Runnable => Manifest().Where(f => (bool?)f["runs"] == true).Select(f => (string)f["name"]!);

    /// <summary>The name of the model's architecture in the independent judge.</summary>
    public static string Architecture(string name) => (string)Entry(name)["architecture"]!;

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Repository.Fixtures, name));

    /// <summary>The chains that the manifest expects: the path of each block, and whether a run shows that it is removable.</summary>
    public static List<List<(string Path, bool Removable)>> Chains(string name) =>
        [.. Entry(name)["chains"]!.Select(chain => chain.Select(b => ((string)b["path"]!, (bool)b["removable"]!)).ToList())];

    private static JToken Entry(string name) => Manifest().Single(f => (string)f["name"]! == name);

    private static JToken Manifest() =>
        JObject.Parse(File.ReadAllText(Path.Combine(Repository.Fixtures, "fixtures.json")))["fixtures"]!;
}
