namespace TorchSharp.Interop;

/// <summary>What may be passed to a method of a script module.</summary>
internal static class ScriptArgument
{
    /// <exception cref="NotImplementedException">Of a type that TorchSharp does not pass on.</exception>
    public static Argument From(object? value) => value switch
    {
        null => Argument.None,
        torch.Tensor tensor => tensor,
        torch.Tensor[] tensors => tensors,
        Scalar scalar => scalar,
        float number => (double)number,
        double number => number,
        bool truth => truth,
        int number => (long)number,
        long number => number,
        _ => throw new NotImplementedException($"Passing arguments of type {value.GetType().Name} to TorchScript."),
    };
}
