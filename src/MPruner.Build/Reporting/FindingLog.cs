using Microsoft.Build.Utilities;
using MPruner.Shared.Reporting;

namespace MPruner.Build.Reporting;

/// <summary>Logs findings with code, file and help link, so that <c>NoWarn</c> and <c>WarningsAsErrors</c> apply to them.</summary>
/// <param name="log">The task's log.</param>
/// <param name="helpFile">The package's document, which has a heading for each code.</param>
/// <param name="strictness">The project's properties that MSBuild itself applies to the compiler only.</param>
internal sealed class FindingLog(TaskLoggingHelper log, string helpFile, WarningStrictness strictness)
{
    /// <summary>Logs one finding.</summary>
    public void Report(Finding finding)
    {
        string help = new Uri(helpFile).AbsoluteUri + "#" + Anchor(finding.Code);
        if (finding.IsError || strictness.MakesErrorOf(finding.Code))
        {
            log.LogError(null, finding.Code, null, help, finding.File, 0, 0, 0, 0, "{0}", finding.Message);
        }
        else
        {
            log.LogWarning(null, finding.Code, null, help, finding.File, 0, 0, 0, 0, "{0}", finding.Message);
        }
    }

    /// <summary>Renderers of Markdown write the anchor of a heading in lower case.</summary>
    private static string Anchor(string code) => new([.. code.Select(char.ToLowerInvariant)]);
}
