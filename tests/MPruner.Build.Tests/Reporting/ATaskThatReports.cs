using System.Collections;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MPruner.Build.Reporting;
using MPruner.Shared.Reporting;

namespace MPruner.Build.Tests.Reporting;

public sealed class ATaskThatReports : IBuildEngine
{
    private readonly List<BuildErrorEventArgs> errors = [];
    private readonly List<BuildWarningEventArgs> warnings = [];

    bool IBuildEngine.ContinueOnError => false;

    int IBuildEngine.LineNumberOfTaskNode => 0;

    int IBuildEngine.ColumnNumberOfTaskNode => 0;

    string IBuildEngine.ProjectFileOfTaskNode => "Consumer.csproj";

    [Fact]
    [Row(31)]
    public void GivesCodeFileAndHelpLink()
    {
        Log("", "").Report(new Finding(true, "MPR1001", "model.pt", "no zip {0}."));

        BuildErrorEventArgs error = Assert.Single(errors);
        Assert.Equal(("MPR1001", "model.pt", "no zip {0}."), (error.Code, error.File, error.Message));
        Assert.Equal("file:///package/docs/errors.md#mpr1001", error.HelpLink);
    }

    [Fact]
    [Row(31)]
    public void TreatsItsWarningsAsErrorsWhereTheProjectDoes()
    {
        Log("true", "").Report(new Finding(false, "MPR2001", "model.pt", "nothing removed."));

        Assert.Equal("MPR2001", Assert.Single(errors).Code);
        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("true", "NU1701;MPR2001")]
    [InlineData("false", "")]
    [InlineData("", "")]
    public void LeavesWarningsAloneOtherwise(string treatWarningsAsErrors, string exceptions)
    {
        Log(treatWarningsAsErrors, exceptions).Report(new Finding(false, "MPR2001", "model.pt", "nothing removed."));

        Assert.Equal("MPR2001", Assert.Single(warnings).Code);
        Assert.Empty(errors);
    }

    void IBuildEngine.LogErrorEvent(BuildErrorEventArgs e) => errors.Add(e);

    void IBuildEngine.LogWarningEvent(BuildWarningEventArgs e) => warnings.Add(e);

    void IBuildEngine.LogMessageEvent(BuildMessageEventArgs e)
    {
    }

    void IBuildEngine.LogCustomEvent(CustomBuildEventArgs e)
    {
    }

    bool IBuildEngine.BuildProjectFile(
        string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => false;

    private FindingLog Log(string treatWarningsAsErrors, string exceptions)
    {
        var strictness = new WarningStrictness(treatWarningsAsErrors, exceptions);
        return new FindingLog(new TaskLoggingHelper(this, "PruneModels"), "/package/docs/errors.md", strictness);
    }
}
