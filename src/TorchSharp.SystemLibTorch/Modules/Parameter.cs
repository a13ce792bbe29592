namespace TorchSharp.Modules;

/// <summary>A tensor that training changes.</summary>
public class Parameter : torch.Tensor
{
    internal Parameter(nint handle)
        : base(handle)
    {
    }
}
