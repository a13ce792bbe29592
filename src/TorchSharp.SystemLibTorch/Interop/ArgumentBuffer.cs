using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Interop;

/// <summary>Lays arguments out as the shim expects them: values first, lists and strings behind.</summary>
internal static unsafe class ArgumentBuffer
{
    private const int SmallInBytes = 512;

    /// <summary>Makes the call with the arguments in place.</summary>
    /// <returns>The flattened results, to be disposed by the caller.</returns>
    /// <exception cref="ExternalException">libtorch refused; the message is its own, without a backtrace.</exception>
    public static Results Call(nint target, NativeName method, ReadOnlySpan<Argument> arguments)
    {
        var size = arguments.Length * sizeof(NativeValue);
        foreach (var argument in arguments)
        {
            size += SizeBehind(argument);
        }

        Span<byte> buffer = size <= SmallInBytes ? stackalloc byte[SmallInBytes] : GC.AllocateUninitializedArray<byte>(size, pinned: true);
        fixed (byte* start = buffer)
        {
            var values = (NativeValue*)start;
            var behind = start + (arguments.Length * sizeof(NativeValue));
            for (var i = 0; i < arguments.Length; i++)
            {
                values[i] = Write(arguments[i], ref behind);
            }

            NativeValue* results;
            var count = method.IsOperator
                ? NativeMethods.OperatorCall(target, values, arguments.Length, &results)
                : NativeMethods.ModuleCall(target, method.Text, values, arguments.Length, &results);
            if (count < 0)
            {
                throw NativeFailure.Last();
            }

            return new Results(results, count);
        }
    }

    private static int SizeBehind(in Argument argument) => argument.Kind switch
    {
        ValueKind.IntList => ((long[])argument.Reference!).Length * sizeof(long),
        ValueKind.TensorList => ((torch.Tensor[])argument.Reference!).Length * sizeof(nint),
        ValueKind.String => (Encoding.UTF8.GetMaxByteCount(((string)argument.Reference!).Length) + 8) & ~7,
        _ => 0,
    };

    private static NativeValue Write(in Argument argument, ref byte* behind)
    {
        var value = new NativeValue { Kind = argument.Kind, Integer = argument.Bits };
        switch (argument.Kind)
        {
            case ValueKind.Tensor:
                value.Pointer = ((torch.Tensor)argument.Reference!).Handle;
                break;
            case ValueKind.Generator:
                value.Pointer = ((torch.Generator)argument.Reference!).Handle;
                break;
            case ValueKind.IntList:
                var integers = (long[])argument.Reference!;
                value.Pointer = (nint)behind;
                value.Length = integers.Length;
                integers.CopyTo(new Span<long>(behind, integers.Length));
                behind += integers.Length * sizeof(long);
                break;
            case ValueKind.TensorList:
                var tensors = (torch.Tensor[])argument.Reference!;
                value.Pointer = (nint)behind;
                value.Length = tensors.Length;
                foreach (var tensor in tensors)
                {
                    *(nint*)behind = tensor.Handle;
                    behind += sizeof(nint);
                }

                break;
            case ValueKind.String:
                var text = (string)argument.Reference!;
                var room = SizeBehind(argument);
                value.Pointer = (nint)behind;
                value.Length = Encoding.UTF8.GetBytes(text, new Span<byte>(behind, room));
                behind += room;
                break;
            default:
                break;
        }

        return value;
    }
}

/// <summary>Whether a call goes to an operator, or to a module's method of this name.</summary>
internal readonly record struct NativeName(string? Text)
{
    public static NativeName Operator => default;

    public bool IsOperator => Text is null;
}
