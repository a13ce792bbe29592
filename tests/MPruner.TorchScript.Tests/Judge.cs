using System.Text.Json;

namespace MPruner.TorchScript.Tests;

/// <summary>PyTorch in the system's Python, as an independent reader of the written files.</summary>
internal static class Judge
{
    /// <summary>
    /// What PyTorch reads from some files: modules, parameters, and a checksum of every tensor's bytes. Fails if it cannot load one, and
    /// skips the test if there is no PyTorch.
    /// </summary>
    public static JsonElement Describe(params IEnumerable<byte[]> files)
    {
        PythonJudge.OrSkip();
        var folder = Directory.CreateTempSubdirectory("judge");
        try
        {
            var paths = files.Select((file, i) =>
            {
                var path = Path.Combine(folder.FullName, $"{i}.pt");
                File.WriteAllBytes(path, file);
                return path;
            }).ToList();
            using var said = JsonDocument.Parse(PythonJudge.Run("MPruner.TorchScript.Tests/judge.py", paths));
            return said.RootElement.Clone();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
