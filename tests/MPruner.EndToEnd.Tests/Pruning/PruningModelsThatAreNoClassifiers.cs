using MPruner.Core.Ports;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>Embeddings and regressions, without labels and with <c>Metric=auto</c>.</summary>
/// <remarks>
/// The limits come from the outputs' error as the test itself computes it, so a metric that does not see the error accepts too much.
/// </remarks>
public sealed class PruningModelsThatAreNoClassifiers
{
    /// <summary>Python's older libtorch adds float32 numbers in another order: errors differ by up to 4e-7 of themselves.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Models => [.. UnlabelledModel.Names];

    [Fact]
    public void KnowsTwentyOfThem() => Assert.Equal(20, UnlabelledModel.Names.Count());

    [Theory]
    [MemberData(nameof(Models))]
    public void MeasuresTheCosineOfUnitVectorsAndTheRelativeErrorOfOthers(string name)
    {
        var removal = Removal.Of(name);

        Assert.InRange(removal.Error, 0.001, 10);
        Assert.Equal(removal.Model.Metric, removal.Result.Quality!.Metric);
        Assert.Equal(removal.Error, removal.Result.Quality.Drop, 1e-9 * removal.Error);
        Assert.Equal(MayBeClasses(removal.Original()), removal.Result.Warnings.Any(warning => warning.Code == "MPR2308"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void RefusesACandidateWhoseErrorIsTenTimesTheLimit(string name)
    {
        var removal = Removal.Of(name);
        var limit = removal.Error / 10;

        var result = removal.Within(limit);

        var verdicts = result.Verdicts.Where(verdict => verdict.Run.SequenceEqual(removal.Result.Removed)).ToList();
        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, verdict => Assert.StartsWith("rejected: the drop", verdict.Decision, StringComparison.Ordinal));
        var error = removal.ErrorOf(result.Output!.Value);
        Assert.True(error <= limit, $"The result's error is {error}, more than {limit}.");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void AcceptsACandidateWhoseErrorIsHalfTheLimit(string name)
    {
        var removal = Removal.Of(name);

        var result = removal.Within(2 * removal.Error);

        Assert.Equal(removal.Result.Removed, result.Removed);
        Assert.Equal(removal.Result.Quality, result.Quality);
    }

    [Fact]
    public void MeasuresWhatEagerPythonMeasures()
    {
        PythonJudge.OrSkip();
        var removals = UnlabelledModel.Names.Select(Removal.Of).ToList();

        var errors = EagerErrors.Of(removals);

        Assert.All(removals.Zip(errors), pair =>
        {
            var (removal, eager) = pair;
            Assert.Equal(eager.Error, removal.Result.Quality!.Drop, Tolerance * eager.Error);
            Assert.Equal(0, eager.Difference);
        });
    }

    private static bool MayBeClasses(NumericArray output) => output.Shape.Length is 2 or 3 && output.Shape[^1] >= 2;
}
