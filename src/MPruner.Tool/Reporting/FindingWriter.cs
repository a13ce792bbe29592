namespace MPruner.Tool.Reporting;

/// <summary>Errors and warnings in MSBuild's canonical form, one line each: <c>model.pt : error MPR1104: …</c>.</summary>
internal sealed class FindingWriter(TextWriter error)
{
    /// <summary>An error of a file, or of <c>mpruner</c>.</summary>
    public void Error(string origin, string code, string message) => Write(origin, "error", code, message);

    /// <summary>A warning about a file.</summary>
    public void Warning(string origin, Diagnostic warning) => Write(origin, "warning", warning.Code, warning.Message);

    private void Write(string origin, string kind, string code, string message) =>
        error.WriteLine($"{origin} : {kind} {code}: {OneLine(message)}");

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
