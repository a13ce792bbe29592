using System.Collections.Concurrent;

namespace TorchSharp.Interop;

/// <summary>Calls operators of libtorch by name: <c>add.Tensor</c> is operator <c>aten::add</c>, overload <c>Tensor</c>.</summary>
internal static class Aten
{
    private static readonly ConcurrentDictionary<string, nint> Handles = new(StringComparer.Ordinal);

    /// <summary>Calls an operator with one tensor as its result.</summary>
    public static torch.Tensor Tensor(string op, params ReadOnlySpan<Argument> arguments)
    {
        using var results = Call(op, arguments);
        return results.TakeTensor();
    }

    /// <summary>Calls an operator with two tensors as its results.</summary>
    public static (torch.Tensor First, torch.Tensor Second) Pair(string op, params ReadOnlySpan<Argument> arguments)
    {
        using var results = Call(op, arguments);
        return (results.TakeTensor(), results.TakeTensor());
    }

    /// <summary>Calls an operator with four tensors as its results.</summary>
    public static (torch.Tensor First, torch.Tensor Second, torch.Tensor Third, torch.Tensor Fourth) Four(
        string op, params ReadOnlySpan<Argument> arguments)
    {
        using var results = Call(op, arguments);
        return (results.TakeTensor(), results.TakeTensor(), results.TakeTensor(), results.TakeTensor());
    }

    /// <summary>Calls an operator with a list of tensors as its result.</summary>
    public static torch.Tensor[] List(string op, params ReadOnlySpan<Argument> arguments)
    {
        using var results = Call(op, arguments);
        var list = new torch.Tensor[results.Take().Length];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = results.TakeTensor();
        }

        return list;
    }

    /// <summary>Calls an operator that changes its first argument, and returns that argument.</summary>
    public static torch.Tensor InPlace(string op, torch.Tensor target, params ReadOnlySpan<Argument> rest)
    {
        var arguments = new Argument[rest.Length + 1];
        arguments[0] = target;
        rest.CopyTo(arguments.AsSpan(1));
        Call(op, arguments).Dispose();
        return target;
    }

    /// <summary>Calls an operator whose result is a truth value.</summary>
    public static bool Truth(string op, params ReadOnlySpan<Argument> arguments)
    {
        using var results = Call(op, arguments);
        return results.Take().Integer != 0;
    }

    /// <summary>Calls an operator whose result is a number.</summary>
    public static Scalar Number(string op, params ReadOnlySpan<Argument> arguments)
    {
        using var results = Call(op, arguments);
        return Scalar.Of(results.Take());
    }

    private static Results Call(string op, ReadOnlySpan<Argument> arguments) =>
        ArgumentBuffer.Call(Handles.GetOrAdd(op, Find), NativeName.Operator, arguments);

    private static nint Find(string op)
    {
        var dot = op.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? op : op[..dot];
        var handle = NativeMethods.OperatorFind("aten::" + name, dot < 0 ? "" : op[(dot + 1)..]);
        return handle != 0 ? handle : throw NativeFailure.Last();
    }
}
