using MPruner.Core;
using MPruner.Core.Ports;
using MPruner.TorchScript;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>Copies between plain arrays and tensors. The element types have the same numbers on both sides.</summary>
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

    /// <exception cref="PrunerException"><c>MPR3005</c>: an element type that no plain array has.</exception>
    public static NumericArray ToArray(torch.Tensor tensor)
    {
        var type = (ElementType)tensor.dtype;
        if (!Enum.IsDefined(type))
        {
            throw new PrunerException("MPR3005", $"The model returned a tensor of element type {tensor.dtype}; convert it in the model before it is returned, for example with .float().");
        }

        var dense = tensor.cpu().contiguous();
        return new(type, [.. dense.shape], dense.numel() == 0 ? default : dense.bytes.ToArray());
    }
}
