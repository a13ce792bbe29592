using System.Diagnostics;

namespace MPruner.Tool.Caching;

/// <summary>The lock of a key. A killed process releases it; one that works shows that it does by renewing the file's time.</summary>
internal sealed class KeyLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly FileStream file;
    private readonly Timer signs;

    private KeyLock(FileStream file, TimeSpan interval)
    {
        this.file = file;
        signs = new Timer(_ => ShowLife(), null, interval, interval);
    }

    /// <summary>Waits for a lock as long as there is reason to.</summary>
    /// <param name="path">The file, whose folder exists.</param>
    /// <param name="patience">How long that is.</param>
    /// <param name="cancel">Gives up at once.</param>
    /// <returns>The lock, to be disposed after publishing; null where another process has it and waiting is over.</returns>
    public static KeyLock? Take(string path, LockPatience patience, CancellationToken cancel)
    {
        var (waited, silence) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        var sign = File.GetLastWriteTimeUtc(path);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
#pragma warning disable CA2000 // The caller disposes of it.
            if (TryTake(path, patience.Interval) is { } taken)
#pragma warning restore CA2000
            {
                return taken;
            }

            var latest = File.GetLastWriteTimeUtc(path);
            if (latest != sign)
            {
                sign = latest;
                silence.Restart();
            }

            if (silence.Elapsed > patience.Silence || waited.Elapsed > patience.Total)
            {
                return null;
            }

            // The platform has no wait that can be cancelled.
            _ = cancel.WaitHandle.WaitOne(Poll);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        signs.Dispose();
        file.Dispose();
    }

    private static KeyLock? TryTake(string path, TimeSpan interval)
    {
        try
        {
            return new KeyLock(
                new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0), interval);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private void ShowLife()
    {
        try
        {
            File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // At worst another process computes the same.
        }
    }
}

/// <summary>How long to wait for a process that computes the same result.</summary>
/// <param name="Interval">How often a process that has a lock shows that it works.</param>
/// <param name="Silence">How long to wait without such a sign.</param>
/// <param name="Total">How long to wait at all: a process may show signs and yet never end.</param>
internal sealed record LockPatience(TimeSpan Interval, TimeSpan Silence, TimeSpan Total)
{
    /// <summary>That of every command.</summary>
    public static LockPatience Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromHours(6));
}
