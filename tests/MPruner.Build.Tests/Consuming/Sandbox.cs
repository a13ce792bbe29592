using System.Diagnostics;

namespace MPruner.Build.Tests.Consuming;

/// <summary>Linux namespaces, in which a build sees another machine than it runs on.</summary>
internal static class Sandbox
{
    /// <summary>Starts a command without any network.</summary>
    public static string[] WithoutNetwork { get; } = ["unshare", "--map-root-user", "--net"];

    /// <summary>Starts a command to which folders are read-only, even for root.</summary>
    public static string[] WithReadOnly(params string[] folders) =>
    [
        "unshare", "--map-root-user", "--mount", "sh", "-c",
        string.Concat(folders.Select(MakeReadOnly)) + "exec \"$@\"", "sh",
    ];

    /// <summary>Starts a command to which a folder is an empty disk of its own.</summary>
    public static string[] WithDisk(string folder, string size) =>
    [
        "unshare", "--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size={size} tmpfs '{folder}' && exec \"$@\"", "sh",
    ];

    private static string MakeReadOnly(string folder) =>
        $"mount --bind '{folder}' '{folder}' && mount -o remount,bind,ro '{folder}' && ";

    /// <summary>Skips a test visibly where the machine does not allow namespaces.</summary>
    public static void OrSkip()
    {
        using Process process = Process.Start("unshare", ["--map-root-user", "--mount", "--net", "true"]);
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, "this machine does not allow Linux namespaces");
    }
}
