using System.Text;
using MPruner.Shared.Files;

namespace MPruner.Build.Work;

/// <summary>The files in a folder under <c>obj</c> that belongs to this package alone.</summary>
/// <param name="path">Absolute; a <see cref="ClaimedDirectory"/>.</param>
internal sealed class WorkDirectory(string path)
{
    /// <summary>The file that the build to which the folder belongs keeps open.</summary>
    public const string LockName = "mpruner.lock";

    private const string Request = "request.json";
    private const string Sources = "sources.txt";
    private const string StampName = "mpruner.stamp";
    private const string Transcript = "mpruner.log";

    /// <summary>The names that no model and no report may have there.</summary>
    public static IReadOnlyList<string> OwnNames { get; } = [Request, Sources, StampName, Transcript, LockName];

    /// <summary>The request for the tool; it changes only with an option, a path or the list of models.</summary>
    public string RequestFile { get; } = Path.Combine(path, Request);

    /// <summary>A mark of every source.</summary>
    public string SourcesFile { get; } = Path.Combine(path, Sources);

    /// <summary>Written last by a run.</summary>
    public string StampFile { get; } = Path.Combine(path, StampName);

    /// <summary>The tool's output.</summary>
    public string LogFile { get; } = Path.Combine(path, Transcript);

    /// <summary>Writes the stamp of a run, after its models are on the disk.</summary>
    /// <param name="file">A <see cref="StampFile"/>.</param>
    /// <param name="models">The models that may not be there yet, absolute or relative to the current folder.</param>
    public static void Stamp(string file, IEnumerable<string> models)
    {
        try
        {
            foreach (string model in models)
            {
                WholeFile.Flush(model);
            }

            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a stamp the next build looks at the models again.
        }
    }

    /// <summary>Whether a folder is one of these, of any configuration or project.</summary>
    public static bool IsOne(string folder) => File.Exists(Path.Combine(folder, Request)) && File.Exists(Path.Combine(folder, Sources));

    /// <summary>Deletes models and reports of items that no longer exist.</summary>
    /// <param name="outputs">Those of the items that do.</param>
    /// <remarks>Temporary files may belong to a tool that is still running; they are deleted when they are a day old.</remarks>
    public void RemoveOrphans(IEnumerable<string> outputs)
    {
        var kept = new HashSet<string>(outputs.Concat(OwnNames.Select(name => Path.Combine(path, name))), StringComparer.OrdinalIgnoreCase);
        foreach (string file in Directory.GetFiles(path).Where(file => !kept.Contains(file) && !IsInProgress(file)))
        {
            File.Delete(file);
        }
    }

    private static bool IsInProgress(string file) =>
        file.EndsWith(".tmp", StringComparison.Ordinal) && File.GetLastWriteTimeUtc(file) > DateTime.UtcNow.AddDays(-1);

    /// <summary>Writes both descriptions of the work, each only when it differs.</summary>
    public void Write(string request, string sources)
    {
        WholeFile.WriteWhenDifferent(RequestFile, Encoding.UTF8.GetBytes(request));
        WholeFile.WriteWhenDifferent(SourcesFile, Encoding.UTF8.GetBytes(sources));
    }
}
