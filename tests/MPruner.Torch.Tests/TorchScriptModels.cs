using System.Diagnostics;
using System.IO.Compression;
using System.Text;

// libtorch has one random generator and one thread count for the whole process.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
[assembly: AssemblyFixture(typeof(MPruner.Torch.Tests.TorchScriptModels))]

namespace MPruner.Torch.Tests;

/// <summary>Files written by Python's torch.</summary>
public sealed class TorchScriptModels : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mpruner-torch-tests-");

    public TorchScriptModels()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-B", Path.Combine(AppContext.BaseDirectory, "Python", "models.py"), _folder.FullName])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    public byte[] this[string file] => File.ReadAllBytes(Path.Combine(_folder.FullName, file));

    /// <summary>The files of a name with a star.</summary>
    public IEnumerable<string> Matching(string pattern) => _folder.EnumerateFiles(pattern).Select(file => file.Name);

    /// <summary>A copy of a model with a text in its code replaced.</summary>
    public byte[] Edited(string file, string from, string to)
    {
        var copy = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(this[file])))
        using (var target = new ZipArchive(copy, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var reading = entry.Open();
                using var writing = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                if (entry.FullName.EndsWith(".py", StringComparison.Ordinal))
                {
                    using var text = new StreamReader(reading);
                    var code = text.ReadToEnd().Replace(from, to, StringComparison.Ordinal);
                    writing.Write(Encoding.UTF8.GetBytes(code));
                }
                else
                {
                    reading.CopyTo(writing);
                }
            }
        }

        return copy.ToArray();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
