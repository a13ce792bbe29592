using System.Globalization;
using Microsoft.Build.Framework;

namespace MPruner.Build.Work;

/// <summary>
/// A <see cref="WorkDirectory"/> that one build has to itself until it is disposed. The first build gets the folder itself, another one
/// that runs at the same time a numbered folder in it, since it may have other options.
/// </summary>
internal sealed class ClaimedDirectory : IDisposable
{
    private const int Most = 64;
    private readonly FileStream held;
    private Task unfinished = Task.CompletedTask;

    private ClaimedDirectory(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>Claims the first folder that no other build has, and empties numbered ones that nobody has any more.</summary>
    /// <param name="folder">The project's folder for this configuration; created when needed.</param>
    /// <exception cref="IOException">No folder can be used.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be written.</exception>
    public static ClaimedDirectory In(string folder)
    {
        IEnumerable<string> folders = Enumerable.Range(1, Most).Select(number => number == 1 ? folder : Numbered(folder, number));
        ClaimedDirectory? claimed = folders.Select(Claim).FirstOrDefault(found => found is not null);
        EmptyUnused(folder);
        return claimed ?? throw new IOException($"{Most} builds of it are running.");
    }

    /// <summary>Keeps a folder until the whole build ends, since the compiler reads the models long after the tasks.</summary>
    /// <returns>The folder, absolute.</returns>
    public static string UntilTheBuildEnds(string folder, IBuildEngine engine)
    {
        ClaimedDirectory claimed = In(folder);
        if (engine is IBuildEngine4 keeper)
        {
            keeper.RegisterTaskObject(Key(claimed.Path), claimed, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        }
        else
        {
            claimed.Dispose();
        }

        return claimed.Path;
    }

    /// <summary>Does work beside the rest of the build, which ends after it; at once, where the build keeps no folder.</summary>
    /// <param name="folder">What <see cref="UntilTheBuildEnds"/> returned in the same build.</param>
    /// <param name="engine">The build.</param>
    /// <param name="work">Throws nothing.</param>
    public static void BeforeTheBuildEnds(string folder, IBuildEngine engine, Action work)
    {
        if ((engine as IBuildEngine4)?.GetRegisteredTaskObject(Key(folder), RegisteredTaskObjectLifetime.Build) is ClaimedDirectory claimed)
        {
            claimed.unfinished = Task.WhenAll(claimed.unfinished, Task.Run(work));
        }
        else
        {
            work();
        }
    }

    /// <summary>Deletes what builds have left in a folder, if there is one and no build has it.</summary>
    /// <param name="folder">As for <see cref="In"/>.</param>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        EmptyUnused(folder);
        using (ClaimedDirectory? unused = TryClaim(folder))
        {
            if (unused is null)
            {
                return;
            }

            unused.Empty();
        }

        File.Delete(System.IO.Path.Combine(folder, WorkDirectory.LockName));
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        unfinished.Wait();
        held.Dispose();
    }

    private static string Key(string folder) => $"MPruner.Build {folder}";

    private static ClaimedDirectory? Claim(string path)
    {
        Directory.CreateDirectory(path);
        return TryClaim(path);
    }

    private static ClaimedDirectory? TryClaim(string path)
    {
        string file = System.IO.Path.Combine(path, WorkDirectory.LockName);
        try
        {
            return new ClaimedDirectory(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    /// <summary>The lock stays, so that nobody locks a file that another build is about to delete.</summary>
    private static void EmptyUnused(string folder)
    {
        for (int number = 2; number <= Most && Directory.Exists(Numbered(folder, number)); number++)
        {
            using ClaimedDirectory? unused = TryClaim(Numbered(folder, number));
            unused?.Empty();
        }
    }

    private void Empty()
    {
        foreach (string file in Directory.GetFiles(Path).Where(file => System.IO.Path.GetFileName(file) != WorkDirectory.LockName))
        {
            File.Delete(file);
        }
    }

    private static string Numbered(string folder, int number) =>
        System.IO.Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture));
}
