using System.Text.Json;
using MPruner.Core.Ports;

// libtorch has one random number generator and one thread count per process.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
[assembly: AssemblyFixture(typeof(MPruner.Torch.Tests.TorchScriptModels))]

namespace MPruner.Torch.Tests;

/// <summary>Files that PyTorch wrote, and PyTorch's own results with them. Python/models.py recorded both.</summary>
public sealed class TorchScriptModels : IDisposable
{
    private readonly JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Recorded, "training.json")));

    /// <summary>A model's file.</summary>
    public byte[] this[string file] => File.ReadAllBytes(Path.Combine(Repository.Recorded, "training", file));

    /// <summary>The numbers at a path in the record, in row-major order.</summary>
    public double[] Recorded(params ReadOnlySpan<string> path) => Numbers(At(path));

    /// <summary>The names at a path in the record, in order.</summary>
    public IEnumerable<string> Names(params ReadOnlySpan<string> path) =>
        [.. At(path).EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];

    /// <summary>The output of a training before its first epoch and after each.</summary>
    public double[][] Outputs(string run) => [.. At(["runs", run, "outputs"]).EnumerateArray().Select(Numbers)];

    /// <summary>Data to train on.</summary>
    public NumericArray Floats(string name, params long[] shape) =>
        new(ElementType.Float32, [.. shape], Recorded("data", name).SelectMany(value => BitConverter.GetBytes((float)value)).ToArray());

    /// <inheritdoc cref="Floats" />
    public NumericArray Integers(string name, params long[] shape) =>
        new(ElementType.Int64, [.. shape], Recorded("data", name).SelectMany(value => BitConverter.GetBytes((long)value)).ToArray());

    public void Dispose() => record.Dispose();

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];

    private JsonElement At(ReadOnlySpan<string> path)
    {
        var found = record.RootElement;
        foreach (var name in path)
        {
            found = found.GetProperty(name);
        }

        return found;
    }
}
