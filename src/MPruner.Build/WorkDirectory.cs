using System.Text;
using MPruner.Build.Requests;
using MPruner.Shared.Files;

namespace MPruner.Build;

/// <summary>The folder under <c>obj</c> that belongs to this package alone.</summary>
/// <param name="path">Absolute.</param>
internal sealed class WorkDirectory(string path)
{
    /// <summary>The request for the tool; it changes only with an option, a path or the list of models.</summary>
    public string RequestFile { get; } = Path.Combine(path, "request.json");

    /// <summary>Path, length and time of every source.</summary>
    public string SourcesFile { get; } = Path.Combine(path, "sources.txt");

    /// <summary>Written last by a run.</summary>
    public string StampFile { get; } = Path.Combine(path, "mpruner.stamp");

    /// <summary>The tool's output.</summary>
    public string LogFile { get; } = Path.Combine(path, "mpruner.log");

    /// <summary>Deletes models and reports of items that no longer exist, and the folder when it is empty.</summary>
    /// <remarks>Temporary files may belong to another build that is still running; they are deleted when they are a day old.</remarks>
    public void RemoveOrphans(IReadOnlyList<ModelRequest> requests)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        string[] own = requests.Count == 0 ? [] : [RequestFile, SourcesFile, StampFile, LogFile];
        IEnumerable<string> outputs = requests.SelectMany(request => new[] { request.Output, request.Report });
        var kept = new HashSet<string>(outputs.Concat(own), StringComparer.OrdinalIgnoreCase);
        foreach (string file in Directory.GetFiles(path))
        {
            if (!kept.Contains(file) && !IsInProgress(file))
            {
                File.Delete(file);
            }
        }

        if (!Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    private static bool IsInProgress(string file) =>
        file.EndsWith(".tmp", StringComparison.Ordinal) && File.GetLastWriteTimeUtc(file) > DateTime.UtcNow.AddDays(-1);

    /// <summary>Writes both descriptions of the work, each only when it differs.</summary>
    public void Write(string request, string sources)
    {
        Directory.CreateDirectory(path);
        WholeFile.WriteWhenDifferent(RequestFile, Encoding.UTF8.GetBytes(request));
        WholeFile.WriteWhenDifferent(SourcesFile, Encoding.UTF8.GetBytes(sources));
    }
}
