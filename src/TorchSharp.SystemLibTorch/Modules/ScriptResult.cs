using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Gives results the .NET types that TorchSharp gives them.</summary>
internal static class ScriptResult
{
    /// <exception cref="NotImplementedException">The method returned a string, a dictionary or an object.</exception>
    public static object? From(ref Results results, string method)
    {
        var value = results.Take();
        switch (value.Kind)
        {
            case ValueKind.None:
                return null;
            case ValueKind.Tensor:
                return new torch.Tensor(value.Pointer);
            case ValueKind.Int or ValueKind.Double or ValueKind.Bool:
                return Scalar.Of(value);
            case ValueKind.Tuple:
                return Tuple(ref results, value.Length, method);
            case ValueKind.List:
                return List(ref results, value.Length, method);
            default:
                var type = Marshal.PtrToStringUTF8(value.Pointer, value.Length);
                NativeMethods.Free(value.Pointer);
                throw new NotImplementedException(
                    $"ScriptModule.{method}() returning something else than a tensor/scalar, a tuple of tensors/scalars, or list of tensors/scalars: {(value.Kind == ValueKind.String ? "String" : type)}");
        }
    }

    private static object? Tuple(ref Results results, int length, string method)
    {
        if (results.Next(length, kind => kind == ValueKind.Tensor))
        {
            var tensors = Many<torch.Tensor>(ref results, length, method);
            return tensors.Length switch
            {
                1 => tensors[0],
                2 => (tensors[0], tensors[1]),
                3 => (tensors[0], tensors[1], tensors[2]),
                4 => (tensors[0], tensors[1], tensors[2], tensors[3]),
                5 => (tensors[0], tensors[1], tensors[2], tensors[3], tensors[4]),
                _ => tensors,
            };
        }

        if (results.Next(length, IsNumber))
        {
            var numbers = Many<Scalar>(ref results, length, method);
            return numbers.Length switch
            {
                1 => numbers[0],
                2 => (numbers[0], numbers[1]),
                3 => (numbers[0], numbers[1], numbers[2]),
                4 => (numbers[0], numbers[1], numbers[2], numbers[3]),
                5 => (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]),
                _ => numbers,
            };
        }

        var values = Many<object?>(ref results, length, method);
        return values.Length switch
        {
            1 => values[0],
            2 => (values[0], values[1]),
            3 => (values[0], values[1], values[2]),
            4 => (values[0], values[1], values[2], values[3]),
            5 => (values[0], values[1], values[2], values[3], values[4]),
            _ => values,
        };
    }

    private static object List(ref Results results, int length, string method) =>
        results.Next(length, kind => kind == ValueKind.Tensor) ? Many<torch.Tensor>(ref results, length, method)
        : results.Next(length, IsNumber) ? Many<Scalar>(ref results, length, method)
        : Many<object?>(ref results, length, method);

    private static T[] Many<T>(ref Results results, int length, string method)
    {
        var elements = new T[length];
        for (var i = 0; i < length; i++)
        {
            elements[i] = (T)From(ref results, method)!;
        }

        return elements;
    }

    private static bool IsNumber(ValueKind kind) => kind is ValueKind.Int or ValueKind.Double or ValueKind.Bool;
}
