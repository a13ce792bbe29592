using MPruner.Build.Work;
using MPruner.Shared.Files;

namespace MPruner.Build.Requests;

/// <summary>The files of models and reports, no two of which are the same: <c>model.pt</c>, <c>model.report.json</c>, and so on.</summary>
internal sealed class OutputNames
{
    private const string ReportEnding = ".report.json";
    private const string PageEnding = ".report.html";

    /// <summary>File systems allow 255 bytes, and a character may take four.</summary>
    private const int Longest = 48;

    private readonly HashSet<string> used = new(WorkDirectory.OwnNames, StringComparer.OrdinalIgnoreCase);

    /// <summary>The model of a logical name, its report, and the report as a page.</summary>
    public (string Model, string Report, string Page) For(string logicalName)
    {
        string model = Unused(IsSafe(logicalName) ? logicalName : Safe(logicalName), logicalName);
        return (model, Beside(model, ReportEnding, logicalName), Beside(model, PageEnding, logicalName));
    }

    private string Beside(string model, string ending, string logicalName)
    {
        string brief = Path.ChangeExtension(model, null) + ending;
        return Unused(used.Contains(brief) ? model + ending : brief, logicalName);
    }

    private string Unused(string name, string logicalName)
    {
        string unused = used.Contains(name) ? Hash(logicalName) + "." + name : name;
        used.Add(unused);
        return unused;
    }

    private static bool IsSafe(string name) =>
        name.Length <= Longest && name.All(IsSafe) && name.Trim('.', ' ') == name;

    private static bool IsSafe(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ';

    private static string Safe(string name)
    {
        string safe = new([.. name.Select(c => IsSafe(c) ? c : '_')]);
        return (Hash(name) + "." + safe.Substring(Math.Max(0, safe.Length - Longest))).TrimEnd('.', ' ');
    }

    private static string Hash(string name) => ContentHash.OfText(name).Substring(0, 8);
}
