using System.Text.Json;
using MPruner.Core.Ports;

// libtorch has one random generator and one thread count for the whole process.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
[assembly: AssemblyFixture(typeof(MPruner.Torch.Tests.TorchScriptModels))]

namespace MPruner.Torch.Tests;

/// <summary>Files written by Python's torch, and what Python made of them: Python/models.py recorded both.</summary>
public sealed class TorchScriptModels : IDisposable
{
    private readonly JsonDocument said = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Recorded, "training.json")));

    /// <summary>A model's file.</summary>
    public byte[] this[string file] => File.ReadAllBytes(Path.Combine(Repository.Recorded, "training", file));

    /// <summary>The numbers at a place of the record, in row-major order.</summary>
    public double[] Said(params ReadOnlySpan<string> place) => Numbers(At(place));

    /// <summary>The names at a place of the record, in order.</summary>
    public IEnumerable<string> Names(params ReadOnlySpan<string> place) =>
        [.. At(place).EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];

    /// <summary>The output of a training before its first epoch and after each.</summary>
    public double[][] Outputs(string run) => [.. At(["runs", run, "outputs"]).EnumerateArray().Select(Numbers)];

    /// <summary>Data to train on.</summary>
    public NumericArray Floats(string name, params long[] shape) =>
        new(ElementType.Float32, [.. shape], Said("data", name).SelectMany(value => BitConverter.GetBytes((float)value)).ToArray());

    /// <inheritdoc cref="Floats" />
    public NumericArray Integers(string name, params long[] shape) =>
        new(ElementType.Int64, [.. shape], Said("data", name).SelectMany(value => BitConverter.GetBytes((long)value)).ToArray());

    public void Dispose() => said.Dispose();

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];

    private JsonElement At(ReadOnlySpan<string> place)
    {
        var found = said.RootElement;
        foreach (var name in place)
        {
            found = found.GetProperty(name);
        }

        return found;
    }
}
