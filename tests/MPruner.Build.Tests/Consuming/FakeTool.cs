namespace MPruner.Build.Tests.Consuming;

/// <summary>A program in the tool's place, in a packages folder of one consumer: it does what a test tells it to.</summary>
internal sealed class FakeTool
{
    private readonly Consumer consumer;

    /// <summary>Restores a consumer into a packages folder of its own, and replaces the tool there.</summary>
    public FakeTool(Consumer consumer)
    {
        this.consumer = consumer;
        File.WriteAllText(consumer.PathOf("nuget.config"), $"""
            <configuration><config><add key="globalPackagesFolder" value="{consumer.PathOf("packages")}" /></config></configuration>
            """);
        consumer.Build("-t:Restore").Succeeded();
        string package = Directory.GetDirectories(consumer.PathOf("packages", "mpruner.build")).Single();
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string fake = Path.Combine(Repository.Root, "tests", "MPruner.FakeTool", "bin", configuration, "net10.0");
        foreach (string file in new[] { "mpruner.dll", "mpruner.deps.json", "mpruner.runtimeconfig.json" })
        {
            File.Copy(Path.Combine(fake, file), Path.Combine(package, "tools", "net10.0", "any", file), overwrite: true);
        }

        consumer.Environment["FAKE_TOOL_LOG"] = Log;
    }

    /// <summary>What it does from now on: see its source.</summary>
    public string Behaviour
    {
        set => consumer.Environment["FAKE_TOOL"] = value;
    }

    /// <summary>The arguments of each start.</summary>
    public IReadOnlyList<string> Starts => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => consumer.PathOf("starts.log");
}
