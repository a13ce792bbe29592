using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using MPruner.Docs.Tests.Documents;

namespace MPruner.Docs.Tests.Shell;

/// <summary>A user at a shell: one command after the other, each where the last one left them.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ShellSession
{
    private readonly PackedTool tool;
    private readonly string home;

    /// <summary>Opens a shell in a folder. Commands of this checkout are on its path.</summary>
    public ShellSession(PackedTool tool, string folder)
    {
        this.tool = tool;
        (home, Folder) = (folder, folder);
        Program("bin/mpruner", $"exec dotnet '{ToolOfThisBuild()}' \"$@\"");
        Program("bin/python3", "exec /usr/bin/python3 -B \"$@\"");
        Program("eng/mpruner", $"exec '{Path.Combine(home, "bin", "mpruner")}' \"$@\"");
    }

    /// <summary>The current folder.</summary>
    public string Folder { get; private set; }

    /// <summary>The commands of a block, without those that <see cref="Exceptions"/> has.</summary>
    public static IEnumerable<string> Commands(string block) =>
        block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(line => line.Trim().Length > 0 && !line.StartsWith('#') && !Exceptions.Commands.Keys.Any(line.StartsWith));

    /// <summary>Runs a command, and fails the test if it fails.</summary>
    /// <returns>Its standard output.</returns>
    public string Run(string command)
    {
        string literal = command.Replace("…/artifacts/packages", tool.Feed, StringComparison.Ordinal);
        string where = Path.Combine(home, "where");
        var start = new ProcessStartInfo("sh", ["-c", $"{literal}\nstatus=$?\npwd > '{where}'\nexit $status"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        bool IsOfMSBuild(string name) => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase);
        foreach (string variable in start.Environment.Keys.Where(IsOfMSBuild).ToArray())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["PATH"] = Path.Combine(home, "bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["MPRUNER_CACHE_DIR"] = tool.Cache;
        start.Environment["GITHUB_STEP_SUMMARY"] = Path.Combine(home, "summary.md");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["CreateHardLinksForCopyFilesToOutputDirectoryIfPossible"] = "true";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"'{command}' ended with {process.ExitCode}:\n{output}\n{error.Result}");
        Folder = File.ReadAllText(where).Trim();
        return output;
    }

    private static string ToolOfThisBuild()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Repository.Root, "src", "MPruner.Tool", "bin", configuration, "net10.0", "mpruner.dll");
    }

    private void Program(string path, string command)
    {
        string file = Path.Combine(home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/bin/sh\n{command}\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
