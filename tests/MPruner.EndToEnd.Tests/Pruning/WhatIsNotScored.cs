using MPruner.Core;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>What the guard does not score is not removed, or a warning says so.</summary>
public sealed class WhatIsNotScored
{
    private static readonly PruningOptions All = new() { Threshold = 0, MaxDrop = 1e6, Recovery = RecoverySteps.None };

    [Theory]
    [InlineData("towers.scripted.pt")]
    [InlineData("towers.traced.pt")]
    public void IsNotRemovedWhereNothingScoredDependsOnIt(string model)
    {
        var result = Pruned.Of(model, All);

        Assert.Equal(["first.1", "first.2"], result.Removed);
        Assert.All(
            result.Chains[1].Blocks,
            block => Assert.Contains("and it does not depend on this block", block.Reason, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Warnings, w => w.Code == "MPR2306");
    }

    [Theory]
    [InlineData("with_state.scripted.pt")]
    [InlineData("with_state.traced.pt")]
    public void IsReportedWhereItIsAResult(string model)
    {
        var result = Pruned.Of(model, All);

        Assert.NotEmpty(result.Removed);
        Assert.Contains(result.Warnings, w => w.Code == "MPR2306");
    }

    [Fact]
    public void IsReportedWhereItIsAMethodOrAnAttribute()
    {
        var result = Pruned.Of("exporting.scripted.pt", All);

        Assert.NotEmpty(result.Removed);
        Assert.Contains(" embed also ", Assert.Single(result.Warnings, w => w.Code == "MPR2310").Message, StringComparison.Ordinal);
        Assert.Contains("(last)", Assert.Single(result.Warnings, w => w.Code == "MPR2311").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("counting.scripted.pt", true)]
    [InlineData("counting.traced.pt", false)]
    public void IsReportedWhereItIsBehaviourInTrainingMode(string model, bool expected) =>
        Assert.Equal(expected, Pruned.Of(model, All).Warnings.Any(w => w.Code == "MPR2305"));
}
