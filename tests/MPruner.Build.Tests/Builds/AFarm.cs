using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>Machines with a cache each, and a real server that all of them ask.</summary>
public sealed class AFarm(PackedPackage package)
{
    private const string Required = "-p:MPrunerRequireCacheHit=true";
    private const string Writes = "-p:MPrunerRemoteCacheWrite=true";

    [Fact]
    [Row(26)]
    public void PrunesAModelOnce()
    {
        NginxServer.OrSkip();
        using var server = new NginxServer();
        Consumer first = Machine();
        Consumer second = Machine();

        first.Build(Remote(server.Address), Writes).Succeeded();
        BuildRun hit = second.Build(Remote(server.Address), Required).Succeeded();

        Assert.Contains("(cached by another machine)", File.ReadAllText(second.ToolLog), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(first.Pruned()), second.Resource("model.pt"));
        Assert.Empty(hit.Warnings);

        // From now on the second machine needs no server and starts no process.
        server.Stop();
        second.DeleteOutputs();
        second.Build(Remote(server.Address), Required).Succeeded();
        Assert.False(File.Exists(second.ToolLog));
    }

    [Fact]
    [Row(23)]
    public void NeedsLibTorchOnOneMachineOnly()
    {
        NginxServer.OrSkip();
        using var server = new NginxServer();
        Consumer first = Machine();
        Consumer second = Machine();
        Directory.CreateDirectory(second.PathOf("home"));
        second.Environment["HOME"] = second.PathOf("home");
        second.Environment["NUGET_PACKAGES"] = second.PathOf("packages");
        Assert.Equal("MPR3001", Assert.Single(second.Build(Remote(server.Address)).Errors).Code);

        first.Build(Remote(server.Address), Writes).Succeeded();
        BuildRun hit = second.Build(Remote(server.Address), Required).Succeeded();

        Assert.Equal(File.ReadAllBytes(first.Pruned()), second.Resource("model.pt"));
        Assert.Empty(hit.Warnings);

        server.Stop();
        second.DeleteOutputs();
        second.Build(Remote(server.Address), Required).Succeeded();
    }

    [Fact]
    public void StoresNothingUnlessAMachineMayWrite()
    {
        NginxServer.OrSkip();
        using var server = new NginxServer();

        Machine().Build(Remote(server.Address)).Succeeded();

        Assert.Empty(server.Stored);
        Assert.All(server.Requests, request => Assert.Contains("\"GET ", request, StringComparison.Ordinal));
    }

    [Fact]
    [Row(38)]
    public void WritesWithACredentialThatNoLogShows()
    {
        NginxServer.OrSkip();
        using var server = new NginxServer();
        Consumer machine = Machine();
        machine.Environment["MPRUNER_REMOTE_CACHE"] = server.ClosedAddress;
        machine.Environment["MPRUNER_REMOTE_CACHE_WRITE"] = "true";
        machine.Environment["MPRUNER_REMOTE_CACHE_AUTHORIZATION"] = NginxServer.Writer;

        BuildRun build = machine.Build().Succeeded();

        Assert.Equal(4, server.Stored.Length);
        Assert.Empty(build.Warnings);
        string[] texts =
        [
            build.MessagesOf("PreparePruning"), build.MessagesOf("PruneModels"),
            .. Directory.GetFiles(machine.PathOf("obj", "Debug", "net10.0", "mpruner")).Select(File.ReadAllText),
        ];
        Assert.All(texts, text => Assert.DoesNotContain(NginxServer.Writer, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Error")]
    [InlineData("Warn")]
    [Row(40)]
    public void DoesNotComputeWhatNoMachineHasWhereAHitIsRequired(string onFailure)
    {
        NginxServer.OrSkip();
        using var server = new NginxServer();
        Consumer machine = Machine($"""
            <ItemGroup><PruneModel Include="model.pt" {Items.RemoveAnyway} OnFailure="{onFailure}" /></ItemGroup>
            """);

        BuildRun build = machine.Build(Remote(server.Address), Required);

        Assert.Equal("MPR5204", Assert.Single(build.Errors).Code);
        Assert.Empty(build.Warnings);
        Assert.False(File.Exists(machine.Pruned()));
    }

    [Fact]
    [Row(26)]
    public void WorksWithoutItsServerAfterOneWarning()
    {
        Consumer machine = Machine();

        // Nobody listens at the port of the protocol "discard".
        BuildRun build = machine.Build(Remote("http://127.0.0.1:9/mpruner"), Writes).Succeeded();
        BuildRun next = machine.Build("-t:Rebuild", Remote("http://127.0.0.1:9/mpruner")).Succeeded();

        Assert.Equal("MPR4010", Assert.Single(build.Warnings).Code);
        Assert.Empty(next.Warnings);
    }

    [Fact]
    public void RefusesAnAddressWithAPasswordAndDoesNotRepeatIt()
    {
        BuildRun build = Machine().Build(Remote("http://ci:sesame@127.0.0.1:9/mpruner"));

        var error = Assert.Single(build.Errors);
        Assert.Equal("MPR5111", error.Code);
        Assert.DoesNotContain("sesame", error.Text, StringComparison.Ordinal);
        Assert.False(build.Ran("PruneModels"));
    }

    private static string Remote(string address) => $"-p:MPrunerRemoteCache={address}";

    private Consumer Machine(string items = Items.OneModel)
    {
        var consumer = new Consumer(package, items);
        consumer.AddModel();
        return consumer;
    }
}
