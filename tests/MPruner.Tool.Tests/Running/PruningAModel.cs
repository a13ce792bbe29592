using MPruner.Core.Reports;
using MPruner.ScriptModels.Ports;
using MPruner.Tool.Caching;
using MPruner.Tool.Running;

namespace MPruner.Tool.Tests.Running;

public sealed class PruningAModel : IDisposable
{
    private readonly ToolSandbox sandbox = new();
    private readonly List<Diagnostic> warnings = [];
    private int computed;

    public PruningAModel()
    {
        sandbox.Folder.Write("model.pt", [1, 2, 3]);
        sandbox.Folder.Write("model.calibration.npz", [4]);
    }

    private string Output => sandbox.Folder["small.pt"];

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void TheOutputAndTheReportAreWritten()
    {
        var done = Run(Job());

        Assert.Equal([9, 9], File.ReadAllBytes(Output));
        Assert.Contains("\"stage1.1\"", File.ReadAllText(sandbox.Folder["report.json"]), StringComparison.Ordinal);
        Assert.Equal(RunOrigin.Computed, done.Origin);
    }

    [Fact]
    public void ThePageAndThePictureAreWrittenWhereTheyAreAskedFor()
    {
        Run(Job() with { Page = sandbox.Folder["report.html"], HeatMap = sandbox.Folder["cka.svg"] });

        Assert.Contains("stage1.1", File.ReadAllText(sandbox.Folder["report.html"]), StringComparison.Ordinal);
        Assert.Contains("stage1.1", File.ReadAllText(sandbox.Folder["cka.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageIsNoOtherFileOfTheRun()
    {
        var job = Job() with { Page = sandbox.Folder["small.pt"] };

        Assert.Equal("MPR5005", Assert.Throws<ToolException>(() => Run(job)).Code);
    }

    [Fact]
    public void TheSecondRunComputesNothingAndGivesTheSameObject()
    {
        var first = Run(Job());
        var second = Run(Job());

        Assert.Equal(1, computed);
        Assert.Equal(RunOrigin.ThisMachine, second.Origin);
        Assert.Equal(first.Json.ToString(), second.Json.ToString());
    }

    [Fact]
    public void AnotherFolderWithTheSameBytesIsAHit()
    {
        Run(Job());
        Directory.CreateDirectory(sandbox.Folder["other"]);
        foreach (var name in new[] { "model.pt", "model.calibration.npz" })
        {
            File.Copy(sandbox.Folder[name], sandbox.Folder["other/" + name]);
        }

        Run(Job() with
        {
            Model = sandbox.Folder["other/model.pt"],
            Calibration = sandbox.Folder["other/model.calibration.npz"],
            Output = sandbox.Folder["other/small.pt"],
        });

        Assert.Equal(1, computed);
    }

    [Fact]
    public void AnotherOptionIsAMiss()
    {
        Run(Job());
        Run(Job() with { Options = new PruningOptions { Threshold = 0.5 } });

        Assert.Equal(2, computed);
    }

    [Fact]
    public void OtherDataAreAMiss()
    {
        Run(Job());
        sandbox.Folder.Write("model.calibration.npz", [5]);
        Run(Job());

        Assert.Equal(2, computed);
    }

    [Fact]
    public void AnAlteredEntryIsComputedAgainWithAWarning()
    {
        Run(Job());
        foreach (var file in Directory.GetFiles(sandbox.Folder["cache/v1/cas"], "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(file, "altered");
        }

        Run(Job());

        Assert.Equal(2, computed);
        Assert.Equal([9, 9], File.ReadAllBytes(Output));
        Assert.All(warnings, warning => Assert.Equal("MPR4001", warning.Code));
        Assert.NotEmpty(warnings);
    }

    [Fact]
    public async Task TwoAtTheSameTimeComputeOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
            Run(Job() with { Output = sandbox.Folder[$"small{i}.pt"], Report = null }))));

        Assert.Equal(1, computed);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal([9, 9], File.ReadAllBytes(sandbox.Folder[$"small{i}.pt"])));
    }

    [Fact]
    public void WithoutACacheItIsComputedEachTime()
    {
        var runner = new JobRunner(sandbox.Context, new TolerantCache(null, warnings.Add), Compute);
        runner.Run(Job());
        runner.Run(Job());

        Assert.Equal(2, computed);
        Assert.False(Directory.Exists(sandbox.Folder["cache"]));
    }

    [Theory]
    [InlineData("model.pt")]
    [InlineData("./model.pt")]
    [InlineData("model.calibration.npz")]
    [InlineData("link.pt")]
    public void AnInputIsNeverOverwritten(string output)
    {
        File.CreateSymbolicLink(sandbox.Folder["link.pt"], sandbox.Folder["model.pt"]);

        Assert.Equal("MPR5005", Assert.Throws<ToolException>(() => Run(Job() with { Output = sandbox.Folder[output] })).Code);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(sandbox.Folder["model.pt"]));
        Assert.Equal(0, computed);
    }

    [Fact]
    public void ItsWarningsAreWrittenOnceByTheRunAndOnceByAHit()
    {
        Run(Job());
        Run(Job());

        var line = $"{sandbox.Folder["model.pt"]} : warning MPR2901: Few examples.\n";
        Assert.Equal(line + line, sandbox.Error.ToString());
        Assert.Contains("MPR2901", File.ReadAllText(sandbox.Folder["report.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void ItsWarningsAreWrittenBeforeARequirementThatIsNotMet()
    {
        var job = Job() with { Options = new PruningOptions { MinReduction = 0.99 } };

        Assert.Equal("MPR2201", Assert.Throws<ToolException>(() => Run(job)).Code);

        Assert.Contains("warning MPR2901", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("universe")]
    [InlineData("libraries")]
    public void AnotherUniverseOrLibraryIsAMiss(string part)
    {
        var library = sandbox.Folder.Write("libtorch.so", [1]);
        var context = sandbox.Context with { EngineFiles = () => [library] };
        new JobRunner(context, Cache(), Compute).Run(Job());
        new JobRunner(context, Cache(), Compute).Run(Job());
        Assert.Equal(1, computed);

        sandbox.Folder.Write("libtorch.so", part == "libraries" ? [2] : [1]);
        var cache = new DiskCache(sandbox.Folder["cache"]) { Universe = part == "universe" ? "mine" : "" };
        new JobRunner(context, new TolerantCache(cache, warnings.Add), Compute).Run(Job());

        Assert.Equal(2, computed);
    }

    [Fact]
    public void WithoutLibTorchAnotherMachinesResultIsTakenAndNothingIsComputed()
    {
        using var server = new Caching.FaultyServer();
        using var remote = new RemoteCache(new(server.Address) { Writes = true });
        var without = sandbox.Context with { StartEngine = () => throw new ToolException("MPR3001", "mpruner", "none") };
        var here = new TolerantCache(new DiskCache(sandbox.Folder["another machine"]), warnings.Add);

        Assert.Equal("MPR3001", Assert.Throws<ToolException>(() => On(without, here).Run(Job())).Code);
        On(sandbox.Context with { EngineFiles = () => [sandbox.Folder["model.pt"]] }, Cache()).Run(Job());
        Assert.Equal(RunOrigin.OtherMachine, On(without, here).Run(Job()).Origin);
        Assert.Equal(RunOrigin.ThisMachine, On(without, here).Run(Job()).Origin);

        Assert.Equal(1, computed);
        Assert.Equal([9, 9], File.ReadAllBytes(Output));

        JobRunner On(ToolContext context, TolerantCache cache) => new(context, cache, Compute) { Remote = remote };
    }

    [Fact]
    public void AFolderThatTheUserNamesAndThatHasNoLibTorchIsAnErrorEvenThen()
    {
        sandbox.Set("MPRUNER_LIBTORCH", "/nowhere");
        var context = sandbox.Context with { StartEngine = () => throw new ToolException("MPR3001", "mpruner", "none") };
        new JobRunner(sandbox.Context, Cache(), Compute).Run(Job());

        Assert.Throws<ToolException>(() => new JobRunner(context, Cache(), Compute).Run(Job()));
    }

    [Fact]
    public void AnErrorWritesNothing()
    {
        var runner = new JobRunner(sandbox.Context, Cache(), (_, _, _) => throw new PrunerException("MPR2999", "no"));

        Assert.Throws<PrunerException>(() => runner.Run(Job()));

        Assert.False(File.Exists(Output));
        Assert.False(File.Exists(sandbox.Folder["report.json"]));
    }

    [Fact]
    public void AnInterruptionWritesNothing()
    {
        var runner = new JobRunner(sandbox.Context, Cache(), (model, job, engine) =>
        {
            sandbox.Cancel.Cancel();
            return Compute(model, job, engine);
        });

        Assert.Throws<OperationCanceledException>(() => runner.Run(Job()));

        Assert.False(File.Exists(Output));
    }

    private PruneJob Job() => new(
        sandbox.Folder["model.pt"],
        sandbox.Folder["model.calibration.npz"],
        null,
        Output,
        sandbox.Folder["report.json"],
        new PruningOptions());

    private TolerantCache Cache() => new(new DiskCache(sandbox.Folder["cache"]), warning =>
    {
        lock (warnings)
        {
            warnings.Add(warning);
        }
    });

    private FinishedJob Run(PruneJob job) => new JobRunner(sandbox.Context, Cache(), Compute).Run(job);

    private PruningResult Compute(MPruner.Tool.Files.ModelFile model, PruneJob job, IModelEngine engine)
    {
        Interlocked.Increment(ref computed);
        return Example.Pruned([9, 9]);
    }
}
