using System.IO.Compression;
using System.Text;
using Newtonsoft.Json.Linq;

namespace MPruner.Docs.Tests.Shell;

/// <summary>Small models for the names that documents use, with data of the right arrays beside them.</summary>
internal static class ModelFiles
{
    private const int Classes = 3;
    private const int Tokens = 20;

    /// <summary>The fixture of a name; any other name is the text classifier.</summary>
    private static readonly Dictionary<string, string> Fixtures = new(StringComparer.Ordinal)
    {
        ["cnn"] = "residual_cnn.scripted.pt",
        ["translator"] = "encoder_decoder.scripted.pt",
        ["embedder"] = "parent_adds_in_loop.scripted.pt",
    };

    /// <summary>Writes a model, its calibration and its evaluation data.</summary>
    public static void Put(string path) => Put(path, Path.GetFileNameWithoutExtension(path));

    /// <summary>Writes the smallest model: what a command does with it takes least time.</summary>
    public static void PutSmallest(string path) => Put(path, "embedder");

    private static void Put(string path, string name)
    {
        string fixture = Fixtures.GetValueOrDefault(name, "masked_transformer.scripted.pt");
        bool hasLabels = name is not ("translator" or "embedder");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(Repository.Fixtures, fixture), path, overwrite: true);
        string start = Path.ChangeExtension(path, null);
        File.WriteAllBytes(start + ".calibration.npz", Data(fixture, 128, hasLabels, seed: 1));
        File.WriteAllBytes(start + ".evaluation.npz", Data(fixture, 128, hasLabels, seed: 2));
    }

    private static byte[] Data(string fixture, int examples, bool hasLabels, int seed)
    {
        var random = new Random(seed);
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (JToken input in Inputs(fixture))
            {
                int[] shape = [examples, .. input["shape"]!.Select(size => (int)size)];
                Write(archive, new ArrayOfData((string)input["name"]!, (string)input["dtype"]!, shape), random);
            }

            if (hasLabels)
            {
                Write(archive, new ArrayOfData("labels", "labels", [examples]), random);
            }
        }

        return file.ToArray();
    }

    private static JToken Inputs(string fixture)
    {
        JToken manifest = JToken.Parse(File.ReadAllText(Path.Combine(Repository.Fixtures, "fixtures.json")));
        JToken all = manifest as JArray ?? manifest["fixtures"]!;
        return all.Single(entry => (string)entry["name"]! == fixture)["inputs"]!;
    }

    private static void Write(ZipArchive archive, ArrayOfData array, Random random)
    {
        string shape = string.Concat(array.Shape.Select(size => $"{size}, "));
        string header = $"{{'descr': '{NumpyType(array)}', 'fortran_order': False, 'shape': ({shape}), }}".PadRight(128 - 10 - 1) + "\n";
        using Stream entry = archive.CreateEntry(array.Name + ".npy", CompressionLevel.NoCompression).Open();
        entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
        for (int i = 0; i < array.Shape.Aggregate(1, (product, size) => product * size); i++)
        {
            entry.Write(Element(array, i, random));
        }
    }

    private static string NumpyType(ArrayOfData array) => array.Type switch
    {
        "int64" or "labels" => "<i8",
        "float32" => "<f4",
        "uint8" => "|u1",
        "bool" => "|b1",
        _ => throw new NotSupportedException(array.Type),
    };

    /// <summary>Of a mask: the last position of every other example is padding.</summary>
    private static byte[] Element(ArrayOfData array, int index, Random random) => array.Type switch
    {
        "int64" => BitConverter.GetBytes((long)random.Next(Tokens)),
        "labels" => BitConverter.GetBytes((long)random.Next(Classes)),
        "float32" => BitConverter.GetBytes(random.NextSingle() - 0.5f),
        "uint8" => [(byte)random.Next(256)],
        _ => [(byte)(index % (2 * array.Shape[^1]) == array.Shape[^1] - 1 ? 0 : 1)],
    };

    private sealed record ArrayOfData(string Name, string Type, int[] Shape);
}
