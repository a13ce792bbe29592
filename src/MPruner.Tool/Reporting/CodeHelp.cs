using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>What the documentation says about a code, as plain text.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>, unless the user says otherwise.</param>
/// <param name="Cause">What is wrong.</param>
/// <param name="Fix">What to do.</param>
internal sealed record CodeHelp(string Severity, string Cause, string Fix)
{
    /// <summary>docs/codes.json, which is part of this assembly.</summary>
    private const string Resource = "codes.json";

    private static readonly Lazy<Dictionary<string, CodeHelp>> Table = new(Read);

    /// <summary>The help for a code; null for an unknown one.</summary>
    public static CodeHelp? Of(string code) => Table.Value.GetValueOrDefault(code);

    private static Dictionary<string, CodeHelp> Read()
    {
        using var text = new StreamReader(typeof(CodeHelp).Assembly.GetManifestResourceStream(Resource)!);
        return JObject.Parse(text.ReadToEnd())["codes"]!.ToDictionary(
            entry => (string)entry["code"]!,
            entry => new CodeHelp((string)entry["severity"]!, Plain(entry["cause"]!), Plain(entry["fix"]!)));
    }

    private static string Plain(JToken markdown) => ((string)markdown!).Replace("`", "", StringComparison.Ordinal);
}
