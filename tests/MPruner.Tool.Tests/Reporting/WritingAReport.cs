using MPruner.Core.Reports;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Reporting;

public sealed class WritingAReport
{
    private static readonly PruningResult Result = Example.Pruned([1, 2, 3]);

    [Fact]
    public void TheObjectIsTheDocumentedOne()
    {
        var json = Example.Document(Result);

        var golden = Path.Combine(AppContext.BaseDirectory, "Reporting", "prune.golden.json");
        Assert.Equal(File.ReadAllText(golden), ReportJson.Print(json));
    }

    [Fact]
    public void UnpackingWhatWasPackedGivesTheSameResult()
    {
        var packed = ReportJson.Pack(Result);

        var unpacked = ReportJson.Unpack(packed, [1, 2, 3]);

        Assert.Equal(packed, ReportJson.Pack(unpacked));
        Assert.Equal(Result.Warnings, unpacked.Warnings);
        Assert.Equal(Result.Quality, unpacked.Quality);
        Assert.Equal([1, 2, 3], unpacked.Output!.Value.ToArray());
    }

    [Fact]
    public void UndefinedSimilaritiesAreNull()
    {
        var json = ReportJson.Write(Result);

        Assert.Equal(JTokenType.Null, json["chains"]![0]!["cka"]![0]![2]!.Type);
    }

    [Fact]
    public void TheSameResultIsTheSameText() =>
        Assert.Equal(ReportJson.Print(ReportJson.Write(Example.Pruned([1]))), ReportJson.Print(ReportJson.Write(Example.Pruned([1]))));

    [Fact]
    public void WhatACommandDoesNotKnowIsAbsent()
    {
        var json = ReportJson.Write(new PruningResult { Parameters = new Change(1, null), Bytes = new Change(2, null), Engine = "e" });

        Assert.Equal(["parameters", "bytes", "chains", "timings", "engine"], json.Properties().Select(member => member.Name));
    }
}
