using MPruner.Tool.Caching;

namespace MPruner.Tool.Tests.Caching;

public sealed class MakingAKey
{
    private static readonly CacheKey Key = new()
    {
        Model = "m",
        Calibration = "c",
        Evaluation = null,
        Options = new PruningOptions { Threads = 2 },
        Engine = "libtorch 1.13.1",
        Libraries = "l",
        Method = "v",
    };

    public static TheoryData<string> Others => new(Variations.Keys);

    private static Dictionary<string, CacheKey> Variations { get; } = new()
    {
        ["model"] = Key with { Model = "n" },
        ["calibration"] = Key with { Calibration = "d" },
        ["evaluation"] = Key with { Evaluation = "e" },
        ["analysis"] = Key with { Analysis = "a" },
        ["libraries"] = Key with { Libraries = "k" },
        ["method"] = Key with { Method = "w" },
        ["universe"] = Key with { Universe = "u" },
        ["engine"] = Key with { Engine = "libtorch 2.1.0" },
        ["threshold"] = Key with { Options = Key.Options with { Threshold = 0.97 } },
        ["clustering"] = Key with { Options = Key.Options with { Clustering = ClusteringRule.Complete } },
        ["metric"] = Key with { Options = Key.Options with { Metric = QualityMetric.Cosine } },
        ["maxDrop"] = Key with { Options = Key.Options with { MaxDrop = 0.02 } },
        ["confidence"] = Key with { Options = Key.Options with { Confidence = 0.9 } },
        ["strategy"] = Key with { Options = Key.Options with { Strategy = PruningStrategy.Paper } },
        ["firstGranularity"] = Key with { Options = Key.Options with { FirstGranularity = 2 } },
        ["lastGranularity"] = Key with { Options = Key.Options with { LastGranularity = 2 } },
        ["recovery"] = Key with { Options = Key.Options with { Recovery = RecoverySteps.Linear | RecoverySteps.Distill } },
        ["epochs"] = Key with { Options = Key.Options with { Epochs = 3 } },
        ["freeze"] = Key with { Options = Key.Options with { Freeze = true } },
        ["width"] = Key with { Options = Key.Options with { Width = false } },
        ["widthCriterion"] = Key with { Options = Key.Options with { WidthCriterion = WidthCriterion.Taylor } },
        ["storage"] = Key with { Options = Key.Options with { Storage = WeightStorage.Int8 } },
        ["maxParameters"] = Key with { Options = Key.Options with { MaxParameters = 1 } },
        ["maxBytes"] = Key with { Options = Key.Options with { MaxBytes = 1 } },
        ["minReduction"] = Key with { Options = Key.Options with { MinReduction = 0.1 } },
        ["trainingThreads"] = Key with { Options = Key.Options with { TrainingThreads = 2 } },
        ["blocks"] = Key with { Options = Key.Options with { Blocks = "a.*" } },
        ["mask"] = Key with { Options = Key.Options with { Mask = "mask" } },
        ["gramRows"] = Key with { Options = Key.Options with { GramRows = 32 } },
        ["standardised"] = Key with { Options = Key.Options with { Standardised = false } },
        ["seed"] = Key with { Options = Key.Options with { Seed = 1 } },
        ["threads"] = Key with { Options = Key.Options with { Threads = 1 } },
        ["device"] = Key with { Options = Key.Options with { Device = "cuda" } },
    };

    [Fact]
    public void TheJsonIsCanonical() => Assert.Equal(
        """
        {"schema":2,"model":"m","calibration":"c","evaluation":null,"analysis":null,"options":{
        "threshold":0.98,"clustering":"anchor","metric":"auto","maxDrop":0.01,"confidence":0.5,"strategy":"verified",
        "firstGranularity":1,"lastGranularity":3,"recovery":"linear","epochs":null,"freeze":false,"width":true,
        "widthCriterion":"obs","storage":"float32","maxParameters":null,"maxBytes":null,"minReduction":null,"blocks":null,"mask":null,
        "gramRows":64,"standardised":true},
        "seed":0,"method":"v","universe":"","engine":"libtorch 1.13.1","libraries":"l","device":"cpu","threads":2,"trainingThreads":1}
        """.ReplaceLineEndings(""),
        Key.ToJson());

    [Theory]
    [MemberData(nameof(Others))]
    public void EveryPartCounts(string part) => Assert.NotEqual(Key.Hash, Variations[part].Hash);

    [Fact]
    public void EveryOptionIsAPart() =>
        Assert.All(
            typeof(PruningOptions).GetProperties().Where(option => option.CanWrite),
            option => Assert.Contains(option.Name, Variations.Keys, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void TheDevicesNumberDoesNotCount() => Assert.Equal(
        (Key with { Options = Key.Options with { Device = "cuda:0" } }).Hash,
        (Key with { Options = Key.Options with { Device = "cuda:1" } }).Hash);
}
