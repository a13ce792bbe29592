using MPruner.Core;
using MPruner.Core.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Converts between plain arrays and tensors. Their element types have the same numbers.</summary>
internal static class TensorData
{
    public static torch.Tensor ToTensor(NumericArray array, torch.Device device)
    {
        var tensor = torch.empty(array.Shape.ToArray(), (torch.ScalarType)array.Type);
        if (!array.Data.IsEmpty)
        {
            array.Data.Span.CopyTo(tensor.bytes);
        }

        return device.type == DeviceType.CPU ? tensor : tensor.to(device);
    }

    /// <summary>A copy of a tensor's values.</summary>
    /// <exception cref="PrunerException"><c>MPR3005</c>: arrays do not support the tensor's element type.</exception>
    public static NumericArray ToArray(torch.Tensor tensor)
    {
        var dense = Dense(tensor);
        return new((ElementType)dense.dtype, [.. dense.shape], dense.numel() == 0 ? default : dense.bytes.ToArray());
    }

    /// <summary>A view of a tensor's own memory, valid until its dispose scope ends.</summary>
    /// <exception cref="PrunerException"><c>MPR3005</c>: arrays do not support the tensor's element type.</exception>
    public static NumericArray InPlace(torch.Tensor tensor)
    {
        var dense = Dense(tensor);
        return new((ElementType)dense.dtype, [.. dense.shape], dense.numel() == 0 ? default : new TensorMemory(dense).Memory);
    }

    /// <summary>The value of a tensor of one element.</summary>
    public static double Number(torch.Tensor tensor)
    {
        // Disposed by name, so that it lives until it is read.
        using var scalar = tensor.ToScalar();
        return scalar.ToDouble();
    }

    private static torch.Tensor Dense(torch.Tensor tensor) => Enum.IsDefined((ElementType)tensor.dtype)
        ? tensor.cpu().contiguous()
        : throw new EngineRefusedException(
            EngineStep.Run,
            "MPR3005",
            $"The model returned a tensor of element type {tensor.dtype}, which is not supported: "
            + "convert it in the model before returning it, for example with .float().");
}
