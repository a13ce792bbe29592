using MPruner.Tool.Commands;

namespace MPruner.Tool.Tests.Commands;

public sealed class TheCommandLine : IDisposable
{
    private readonly ToolSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("prune", "MODEL", "--threshold", "1.5")]
    [InlineData("prune", "MODEL", "--threshold", "NaN")]
    [InlineData("prune", "MODEL", "--max-drop", "-1")]
    [InlineData("prune", "MODEL", "--confidence", "1")]
    [InlineData("prune", "MODEL", "--confidence", "0.4")]
    [InlineData("prune", "MODEL", "--seed", "-1")]
    [InlineData("prune", "MODEL", "--threads", "0")]
    [InlineData("prune", "MODEL", "--threads", "1025")]
    [InlineData("prune", "MODEL", "--device", "gpu")]
    [InlineData("prune", "MODEL", "--device", "cuda:x")]
    [InlineData("prune", "MODEL", "--blocks", "")]
    [InlineData("analyze", "MODEL", "--threshold", "-0.1")]
    [InlineData("verify", "MODEL", "MODEL", "--max-drop", "Infinity")]
    public void AValueOutOfRangeIsRefusedBeforeAnyWork(params string[] args) => CheckRefused(2, "MPR5002", args);

    [Theory]
    [InlineData("prune")]
    [InlineData("prune", "MODEL", "--treshold", "0.9")]
    [InlineData("prune", "MODEL", "MODEL")]
    [InlineData("prune", "MODEL", "--threshold", "high")]
    [InlineData("prune", "MODEL", "--threshold", "0,9")]
    [InlineData("prune", "MODEL", "--clustering", "1")]
    [InlineData("prune", "MODEL", "--storage", "int4")]
    [InlineData("analyze", "MODEL", "--clustering", "average")]
    [InlineData("analyze", "MODEL", "--epochs", "3")]
    [InlineData("prune", "MODEL", "--recovery", "None;Linear")]
    [InlineData("prune", "MODEL", "--granularity", "0..2")]
    [InlineData("inspect", "MODEL", "--threshold", "0.9")]
    [InlineData("verify", "MODEL")]
    [InlineData("analyze", "MODEL", "--shard", "0/8", "--partial", "part.json")]
    [InlineData("analyze", "MODEL", "--shard", "9/8", "--partial", "part.json")]
    [InlineData("analyze", "MODEL", "--shard", "3", "--partial", "part.json")]
    [InlineData("analyze", "MODEL", "--shard", "3/8")]
    [InlineData("analyze", "MODEL", "--partial", "part.json")]
    [InlineData("analyze", "MODEL", "--shard", "3/8", "--partial", "part.json", "--json")]
    [InlineData("analyze", "MODEL", "--shard", "3/8", "--partial", "part.json", "--threshold", "0.9")]
    [InlineData("analyze", "MODEL", "--evaluation", "MODEL")]
    [InlineData("analyze", "MODEL", "--criteria", "cka,magnitude")]
    [InlineData("analyze", "MODEL", "--criteria", "cka,cka")]
    [InlineData("analyze", "MODEL", "--criteria", "")]
    [InlineData("analyze", "MODEL", "--criteria", "cka,cosine", "--no-standardised")]
    [InlineData("analyze", "MODEL", "--criteria", "cka", "--shard", "3/8", "--partial", "part.json")]
    [InlineData("merge", "MODEL")]
    [InlineData("merge", "--output", "merged.json")]
    [InlineData("unknown")]
    public void WhatIsNotInTheHelpIsRefused(params string[] args) => CheckRefused(2, "MPR5001", args);

    [Theory]
    [InlineData("inspect", "absent.pt")]
    [InlineData("analyze", "absent.pt")]
    [InlineData("prune", "absent.pt")]
    [InlineData("verify", "absent.pt", "absent.pt")]
    [InlineData("prune", "MODEL", "--calibration", "absent.npz")]
    [InlineData("merge", "absent.json", "--output", "merged.json")]
    [InlineData("build", "absent.json")]
    public void AMissingFileIsBadInput(params string[] args) => CheckRefused(3, "MPR3101", args);

    [Fact]
    public void AFolderInPlaceOfAModelIsBadInput()
    {
        CheckRefused(3, "MPR3101", "inspect", Path.GetTempPath());

        Assert.Contains("The file is a folder. Check the path", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutDataTheErrorSaysHowToMakeThem()
    {
        CheckRefused(2, "MPR5003", "prune", "MODEL");

        Assert.Contains("numpy.savez", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void VerifyNeedsEvaluationData() => CheckRefused(2, "MPR5003", "verify", "MODEL", "MODEL");

    [Fact]
    public void AWrongRequestIsRefused() => CheckRefused(2, "MPR5004", "build", "MODEL");

    [Theory]
    [InlineData("cache.example.com/mpruner")]
    [InlineData("ftp://cache.example.com/mpruner")]
    [InlineData("https://cache.example.com/mpruner?sig=secret")]
    [InlineData("https://ci:secret@cache.example.com/mpruner")]
    [InlineData("https://ci:secret@cache.example.com:port/mpruner")]
    public void AnAddressOfARemoteCacheThatCannotBeLoggedIsRefused(string address)
    {
        CheckRefused(2, "MPR5111", "prune", "MODEL", "--calibration", "MODEL", "--remote-cache", address);

        Assert.DoesNotContain("secret", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MPRUNER_REMOTE_CACHE_AUTHORIZATION", "two\nlines", "MPR5112")]
    [InlineData("MPRUNER_REMOTE_CACHE_WRITE", "yes", "MPR5002")]
    public void AWrongVariableOfTheRemoteCacheIsRefused(string variable, string value, string code)
    {
        sandbox.Set(variable, value);

        CheckRefused(2, code, "prune", "MODEL", "--calibration", "MODEL", "--remote-cache", "https://cache.example.com");

        Assert.DoesNotContain("two", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutArgumentsItPrintsTheHelp()
    {
        Assert.Equal(0, CommandTree.Run([], sandbox.Context));

        Assert.Contains("inspect", sandbox.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("probe", sandbox.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void IfNeitherEngineIsThereTheDoctorSaysHowToGetLibTorch()
    {
        var context = sandbox.Context with
        {
            StartEngine = () => throw new ToolException("MPR3001", "mpruner", "missing"),
            StartOnnxEngine = () => throw new ToolException("MPR3014", "mpruner", "missing, too"),
        };

        Assert.Equal(4, CommandTree.Run(["doctor"], context));
        Assert.Equal("mpruner : error MPR3001: missing\n", sandbox.Error.ToString());
    }

    private void CheckRefused(int exit, string code, params string[] args)
    {
        var model = sandbox.Folder.Write("model.pt", [1, 2, 3]);
        string[] before = Directory.GetFileSystemEntries(sandbox.Folder.Path);

        Assert.Equal(exit, CommandTree.Run([.. args.Select(arg => arg == "MODEL" ? model : arg)], sandbox.Context));

        Assert.Matches($"^[^\n]+ : error {code}: [^\n]+\n$", sandbox.Error.ToString());
        Assert.Empty(sandbox.Out.ToString());
        Assert.Equal(before, Directory.GetFileSystemEntries(sandbox.Folder.Path));
    }
}
