using System.Runtime.CompilerServices;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Finds the tensors in the result of a method.</summary>
internal static class ReturnedTensors
{
    /// <summary>The tensors in order. Tuples and lists are flattened; numbers and nulls are ignored.</summary>
    public static IEnumerable<torch.Tensor> Of(object? result) => result switch
    {
        torch.Tensor tensor => [tensor],
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Of(tuple[i])),
        Array list => list.Cast<object?>().SelectMany(Of),
        _ => [],
    };
}
