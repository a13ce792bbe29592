using MPruner.Shared.Reporting;

namespace MPruner.Tool.Reporting;

/// <summary>Writes errors and warnings in MSBuild's canonical form, one line each: <c>model.pt : error MPR1104: …</c>.</summary>
internal sealed class FindingWriter(TextWriter error)
{
    /// <summary>An error of a file, or of <c>mpruner</c>.</summary>
    public void Error(string origin, string code, string message) => Write(new Finding(IsError: true, code, origin, message));

    /// <summary>A warning about a file.</summary>
    public void Warning(string origin, Diagnostic warning) => Write(new Finding(IsError: false, warning.Code, origin, warning.Message));

    private void Write(Finding finding) => error.WriteLine(CanonicalLine.Print(finding));
}
