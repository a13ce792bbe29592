using System.ComponentModel;
using System.Diagnostics;

namespace MPruner.Tool.Engine;

/// <summary>The NuGet packages folder as the user's configuration has it.</summary>
internal static class NuGetFolders
{
    /// <summary>Asks the SDK, which reads every <c>nuget.config</c> from the current folder upwards; nothing where it cannot say.</summary>
    public static IEnumerable<string> Ask()
    {
        try
        {
            string[] arguments = ["nuget", "locals", "global-packages", "--list", "--force-english-output"];
            using var process = Process.Start(new ProcessStartInfo(DotnetHost.Path, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return answer.Split("global-packages:", 2) is [_, var folder] ? [folder.Trim()] : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
