#if !NET
using System.Reflection;

#endif
namespace MPruner.Shared.Files;

/// <summary>Follows symbolic links: DVC, git-annex and Bazel put links where models and data are expected.</summary>
internal static class LinkTarget
{
    /// <summary>As many as Linux follows; more are a circle.</summary>
    private const int MostLinks = 40;

#if !NET
    /// <summary>netstandard2.0 cannot follow links; the .NET that runs <c>dotnet build</c> can.</summary>
    private static readonly MethodInfo? Resolve = typeof(File).GetMethod("ResolveLinkTarget", [typeof(string), typeof(bool)]);
#endif

    /// <summary>The path without links in any of its parts, whether or not there is a file.</summary>
    /// <param name="path">Absolute.</param>
    public static string Of(string path) => Of(path, MostLinks);

    /// <summary>Whether there is a file, and not only a link that leads nowhere.</summary>
    public static bool IsFile(string path) => File.Exists(Of(path));

    private static string Of(string path, int links)
    {
        if (links == 0 || Path.GetDirectoryName(path) is not { Length: > 0 } parent)
        {
            return path;
        }

        string here = Path.Combine(Of(parent, links), Path.GetFileName(path));
        return Next(here) is { } target ? Of(target, links - 1) : here;
    }

#if NET
    private static string? Next(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            // There is nothing of this name.
            return null;
        }
    }
#else
    private static string? Next(string path)
    {
        try
        {
            return (Resolve?.Invoke(null, [path, false]) as FileSystemInfo)?.FullName;
        }
        catch (TargetInvocationException)
        {
            // There is nothing of this name.
            return null;
        }
    }
#endif
}
