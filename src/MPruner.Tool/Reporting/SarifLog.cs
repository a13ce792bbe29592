using System.Reflection;
using MPruner.Shared.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>The errors and warnings of one run in the Static Analysis Results Interchange Format, SARIF 2.1.0.</summary>
/// <remarks>OASIS standard, https://docs.oasis-open.org/sarif/sarif/v2.1.0/; the numbers below are its sections.</remarks>
internal sealed class SarifLog
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private readonly List<Finding> findings = [];

    /// <summary>Adds an error or a warning.</summary>
    public void Add(Finding finding) => findings.Add(finding);

    /// <summary>The log, without times, so that the same run gives the same file.</summary>
    public JObject Write(ExitCode exit)
    {
        string[] codes = [.. findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal)];
        return new JObject
        {
            ["$schema"] = Schema,
            ["version"] = "2.1.0",
            ["runs"] = new JArray(new JObject
            {
                ["tool"] = new JObject { ["driver"] = Driver(codes) },
                ["invocations"] = new JArray(new JObject { ["executionSuccessful"] = exit == ExitCode.Done, ["exitCode"] = (int)exit }),
                ["results"] = new JArray(findings.Select(finding => Result(finding, codes))),
            }),
        };
    }

    private static JObject Driver(IEnumerable<string> codes)
    {
        var assembly = typeof(SarifLog).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return new JObject
        {
            ["name"] = FindingWriter.Tool,
            ["version"] = version.Split('+')[0],
            ["rules"] = new JArray(codes.Select(Rule)),
        };
    }

    private static JObject Rule(string code)
    {
        var rule = new JObject { ["id"] = code };
        if (CodeHelp.Of(code) is { } help)
        {
            rule["shortDescription"] = Text(help.Cause);
            rule["help"] = Text(help.Fix);
            rule["defaultConfiguration"] = new JObject { ["level"] = help.Severity };
        }

        return rule;
    }

    private static JObject Result(Finding finding, string[] codes)
    {
        var result = new JObject
        {
            ["ruleId"] = finding.Code,
            ["ruleIndex"] = Array.IndexOf(codes, finding.Code),
            ["level"] = finding.IsError ? "error" : "warning",
            ["message"] = Text(finding.Message),
        };
        if (finding.File is { } file and not FindingWriter.Tool)
        {
            var place = new JObject { ["artifactLocation"] = new JObject { ["uri"] = Address(file) } };
            result["locations"] = new JArray(new JObject { ["physicalLocation"] = place });
        }

        return result;
    }

    /// <summary>A plain text, in which braces would stand for arguments (3.11.5).</summary>
    private static JObject Text(string text) => new()
    {
        ["text"] = text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal),
    };

    /// <summary>A file as a URI reference (3.4.3): relative where the user named it so, since a log is read elsewhere, too.</summary>
    private static string Address(string file) => Path.IsPathFullyQualified(file)
        ? new Uri(file).AbsoluteUri
        : string.Join('/', file.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Select(Uri.EscapeDataString));
}
