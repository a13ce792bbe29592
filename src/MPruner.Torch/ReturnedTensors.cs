using System.Runtime.CompilerServices;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Finds the tensors in what a method returned.</summary>
internal static class ReturnedTensors
{
    /// <summary>In order, tuples and lists flattened; numbers and nulls are no tensors and left out.</summary>
    public static IEnumerable<torch.Tensor> Of(object? result) => result switch
    {
        torch.Tensor tensor => [tensor],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Of(tuple[i])),
        Array list => list.Cast<object?>().SelectMany(Of),
        _ => [],
    };
}
