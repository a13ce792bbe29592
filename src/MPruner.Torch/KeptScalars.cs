using TorchSharp;

namespace MPruner.Torch;

/// <summary>Numbers as arguments for libtorch, alive until this is disposed.</summary>
/// <remarks>
/// TorchSharp turns a number into an object with a finaliser, hands its address to libtorch, and holds it no longer: a garbage collection
/// by another thread during the call frees the number while libtorch reads it. A default argument is such a number as well: the factor of
/// <c>add</c>.
/// </remarks>
internal sealed class KeptScalars : IDisposable
{
    private readonly List<Scalar> kept = [];

    /// <summary>A number.</summary>
    public Scalar this[double value]
    {
        get
        {
            kept.Add(value);
            return kept[^1];
        }
    }

    /// <inheritdoc />
    public void Dispose() => kept.ForEach(scalar => scalar.Dispose());
}
