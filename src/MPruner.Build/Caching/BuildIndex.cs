using System.Globalization;
using System.Text;
using MPruner.Shared.Caching;
using MPruner.Shared.Files;
using MPruner.Shared.Reporting;

namespace MPruner.Build.Caching;

/// <summary>
/// The build's own index of the tool's cache: which finished model belongs to a <see cref="BuildKey"/>. With it, a build in a fresh
/// clone starts no process. No entry is trusted when it is read: it carries its own hash, and so does the content that it names.
/// </summary>
/// <param name="folder">The cache's folder.</param>
internal sealed class BuildIndex(string folder)
{
    private const string Header = "mpruner build 2";
    private const string ReportLine = "report ";
    private readonly CacheLayout layout = new(folder);

    /// <summary>The entry of a key; null where there is no complete one.</summary>
    public FinishedModel? Find(string key)
    {
        string path = layout.Build(key);
        if (!File.Exists(path) || Parse(File.ReadAllText(path)) is not { } model)
        {
            return null;
        }

        LastUse.IsNow(path);
        return model;
    }

    /// <summary>The bytes of a content; null where the cache lacks it or has other bytes under its name.</summary>
    public byte[]? Content(string hash)
    {
        string path = layout.Content(hash);
        if (!File.Exists(path) || File.ReadAllBytes(path) is not { } bytes || ContentHash.OfBytes(bytes) != hash)
        {
            return null;
        }

        LastUse.IsNow(path);
        return bytes;
    }

    /// <summary>Stores an entry; the tool has stored the content before.</summary>
    public void Publish(string key, FinishedModel model)
    {
        string path = layout.Build(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.WriteWhenDifferent(path, Encoding.UTF8.GetBytes(Print(model)));
    }

    private static string Print(FinishedModel model)
    {
        var body = new StringBuilder().Append(Header).Append('\n').Append("output ").Append(model.Output).Append('\n');
        foreach (Finding warning in model.Warnings)
        {
            body.Append("warning ").Append(warning.Code).Append(' ').Append(warning.Message).Append('\n');
        }

        string length = model.Report.Length.ToString(CultureInfo.InvariantCulture);
        body.Append(ReportLine).Append(length).Append('\n').Append(model.Report).Append(model.Page);
        return ContentHash.OfText(body.ToString()) + "\n" + body;
    }

    private static FinishedModel? Parse(string text)
    {
        int end = text.IndexOf('\n');
        string body = text.Substring(end + 1);
        if (end < 0 || text.Substring(0, end) != ContentHash.OfText(body))
        {
            return null;
        }

        int report = body.IndexOf("\n" + ReportLine, StringComparison.Ordinal) + 1;
        string[] lines = body.Substring(0, report).TrimEnd('\n').Split('\n');
        if (lines[0] != Header)
        {
            return null;
        }

        int start = body.IndexOf('\n', report) + 1;
        string length = body.Substring(report, start - 1 - report).Substring(ReportLine.Length);
        int reportEnd = start + int.Parse(length, CultureInfo.InvariantCulture);
        return new FinishedModel(
            lines[1].Substring("output ".Length),
            [.. lines.Skip(2).Select(line => new Finding(false, line.Substring(8, 7), null, line.Substring(16)))],
            body.Substring(start, reportEnd - start),
            body.Substring(reportEnd));
    }
}
