using System.Text;

namespace MPruner.Build.Reporting;

/// <summary>Everything that the tool printed, in order.</summary>
internal sealed class ToolTranscript
{
    private readonly StringBuilder text = new();

    /// <summary>The last line that was not blank; null where there was none.</summary>
    public string? LastLine { get; private set; }

    /// <summary>Adds one line.</summary>
    public void Add(string line)
    {
        text.Append(line).Append('\n');
        LastLine = string.IsNullOrWhiteSpace(line) ? LastLine : line.Trim();
    }

    /// <summary>Replaces the log of the last run.</summary>
    public void Save(string path) => File.WriteAllText(path, text.ToString());
}
