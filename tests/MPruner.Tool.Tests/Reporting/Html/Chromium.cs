using System.Diagnostics;

namespace MPruner.Tool.Tests.Reporting.Html;

/// <summary>A real browser without a window, if it is installed. Each start has a profile of its own and finds no other machine.</summary>
internal static class Chromium
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>Skips the test if this machine has none.</summary>
    public static void OrSkip() => Assert.SkipUnless(File.Exists(Program), $"Needs {Program}: run eng/setup.sh");

    /// <summary>Opens a page.</summary>
    /// <param name="folder">A folder for the profile.</param>
    /// <param name="page">The file.</param>
    /// <param name="isDark">Whether the user prefers dark pages.</param>
    /// <returns>The elements after loading, what was written to the console, and what the page asked the network for.</returns>
    public static (string Dom, string[] Console, string[] Requests) Open(TemporaryFolder folder, string page, bool isDark)
    {
        var log = folder["network.json"];
        using var browser = Process.Start(new ProcessStartInfo(
            Program,
            [
                "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
                $"--user-data-dir={folder["profile"]}", $"--log-net-log={log}", "--enable-logging=stderr", "--v=0",
                "--allow-file-access-from-files", "--blink-settings=preferredColorScheme=" + (isDark ? "0" : "1"), "--dump-dom",
                "file://" + page,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (dom, error) = (browser.StandardOutput.ReadToEndAsync(), browser.StandardError.ReadToEndAsync());
        if (!browser.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            browser.Kill(entireProcessTree: true);
            Assert.Fail($"{Program} did not end: {error.Result}");
        }

        var console = error.Result.Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal));
        return (dom.Result, [.. console], [.. File.ReadLines(log).Where(IsOfThePage)]);
    }

    /// <summary>An event of each request names its initiator. What the browser asks on its own behalf has no origin.</summary>
    private static bool IsOfThePage(string logged) =>
        logged.Contains("\"initiator\":", StringComparison.Ordinal)
        && !logged.Contains("\"initiator\":\"not an origin\"", StringComparison.Ordinal);
}
