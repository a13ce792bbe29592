using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>The native memory of a contiguous tensor, for managed code. It does not outlive the tensor.</summary>
internal sealed unsafe class TensorMemory : MemoryManager<byte>
{
    private readonly torch.Tensor owner;
    private readonly void* start;
    private readonly int length;

    /// <param name="dense">A non-empty contiguous tensor on the CPU.</param>
    public TensorMemory(torch.Tensor dense)
    {
        var bytes = dense.bytes;
        owner = dense;
        start = Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
        length = bytes.Length;
    }

    /// <inheritdoc />
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(owner.IsInvalid, owner);
        return new(start, length);
    }

    /// <inheritdoc />
    /// <remarks>Native memory does not move.</remarks>
    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)start + elementIndex);

    /// <inheritdoc />
    public override void Unpin()
    {
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
    }
}
