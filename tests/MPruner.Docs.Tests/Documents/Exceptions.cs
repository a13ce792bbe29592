namespace MPruner.Docs.Tests.Documents;

/// <summary>What documents contain and no test runs, each with its reason. There is no other place for exceptions.</summary>
internal static class Exceptions
{
    /// <summary>Languages of blocks.</summary>
    public static IReadOnlyDictionary<string, string> Languages { get; } = new Dictionary<string, string>
    {
        ["nginx"] = "A server's configuration; tests/NginxServer.cs runs one with the same directives.",
        ["dockerfile"] = "Needs a registry of images; the commands in it are parsed.",
    };

    /// <summary>Commands, by how they begin.</summary>
    public static IReadOnlyDictionary<string, string> Commands { get; } = new Dictionary<string, string>
    {
        ["eng/pack.sh"] = "The packages that the tests use are packed from the same projects; eng/sample.sh runs it.",
        ["eng/sample.sh"] = ".ci/run runs it.",
        ["eng/test.sh"] = "It runs this test.",
        ["dotnet format "] = ".ci/run runs it.",
        ["dotnet tests/"] = "A test that takes long; its class is looked for.",
        ["bazel-remote "] = "Other software, which this machine need not have.",
    };

    /// <summary>Links, by how they begin: there is no network here.</summary>
    public static IReadOnlyList<string> Links { get; } = ["https://", "mailto:"];

    /// <summary>Options in the text that belong to other programs.</summary>
    public static IReadOnlySet<string> OptionsOfOthers { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "--disable_http_ac_validation", "--htpasswd_file", "--allow_unauthenticated_reads", "--max_size", // bazel-remote
    };
}
