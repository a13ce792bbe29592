using System.Diagnostics;
using System.Text.Json;

namespace MPruner.TorchScript.Tests;

/// <summary>PyTorch itself, in the system's Python, as an independent reader of the files that we write.</summary>
internal static class Judge
{
    private static readonly string Script = Path.Combine(Repository.Root, "tests", "MPruner.TorchScript.Tests", "judge.py");

    /// <summary>What PyTorch says of some files: modules, parameters, and the sum of every tensor's bytes. Fails where it cannot load one.</summary>
    public static JsonElement Describe(params IEnumerable<byte[]> files)
    {
        var folder = Directory.CreateTempSubdirectory("judge");
        try
        {
            var paths = files.Select((file, i) =>
            {
                var path = Path.Combine(folder.FullName, $"{i}.pt");
                File.WriteAllBytes(path, file);
                return path;
            }).ToList();
            return Run([Script, .. paths]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonElement Run(IEnumerable<string> arguments)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, errors.Result);
        return JsonDocument.Parse(output).RootElement;
    }
}
