using System.Runtime.InteropServices;
using MPruner.Torch.Natives;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>
/// Calls a module by oneDNN on a processor where that leaves channels out, unless they lie last in memory (<see cref="ConvolutionProbe"/>).
/// </summary>
/// <remarks>
/// A convolution is right there if its input or its weight lies channels last, and its output then lies so as well. Weights that are
/// parameters are laid out so here; one that is computed may not be, and <c>view</c> refuses some tensors of that layout. Before the first
/// call of each method, two copies of the module therefore get some rows of its arguments, one in this layout and one as it is. A method
/// whose outputs differ, or that returns none or fails, convolves as matrix products. The module itself is called once for each call: it
/// may count, or add up.
/// </remarks>
/// <param name="script">The module, in evaluation mode.</param>
/// <param name="context">Switches oneDNN on and off; it is off between calls.</param>
/// <param name="copy">Loads the module once more.</param>
internal sealed class ChannelsLast(torch.jit.ScriptModule script, TorchContext context, Func<torch.jit.ScriptModule> copy)
{
    /// <summary>libtorch convolves a single row without oneDNN if it is small.</summary>
    private const int ComparedRows = 4;

    /// <summary>How far outputs may be apart, as a share of the largest number; sums of float32 in another order are far nearer.</summary>
    private const double Tolerance = 1e-3;

    private readonly Dictionary<string, bool> agrees = [];
    private readonly bool hasConvolutions = HasConvolutions(script);
    private bool isLaidOut;

    /// <summary>Calls a method.</summary>
    public object? Invoke(string method, object[] arguments)
    {
        if (!hasConvolutions)
        {
            return script.invoke(method, arguments);
        }

        if (!agrees.TryGetValue(method, out var agree))
        {
            agrees[method] = agree = Compare(method, arguments);
        }

        if (agree != isLaidOut)
        {
            SetLayout(script, agree ? ConvolutionProbe.ChannelsLast : tensor => tensor.contiguous());
            isLaidOut = agree;
        }

        return agree ? InvokeWithOneDnn(script, method, arguments) : script.invoke(method, arguments);
    }

    private bool Compare(string method, object[] arguments)
    {
        using var scope = torch.NewDisposeScope();
        object[] some = [.. arguments.Cast<torch.Tensor>().Select(FirstRows)];
        var (original, other) = (copy(), copy());
        try
        {
            original.eval();
            other.eval();
            SetLayout(other, ConvolutionProbe.ChannelsLast);
            return Agree(InvokeWithOneDnn(other, method, some), original.invoke(method, some));
        }
        catch (ExternalException)
        {
            // Either the layout is at fault, or so few rows are; the call itself will say more.
            return false;
        }
        finally
        {
            ModuleRelease.Release(original);
            ModuleRelease.Release(other);
        }

        torch.Tensor FirstRows(torch.Tensor tensor) => tensor.dim() > 0 && tensor.shape[0] == ((torch.Tensor)arguments[0]).shape[0]
            ? tensor.narrow(0, 0, Math.Min(ComparedRows, tensor.shape[0]))
            : tensor;
    }

    private object? InvokeWithOneDnn(torch.jit.ScriptModule module, string method, object[] arguments)
    {
        _ = context.TrySwitchOneDnn(on: true);
        try
        {
            return module.invoke(method, arguments);
        }
        finally
        {
            _ = context.TrySwitchOneDnn(on: false);
        }
    }

    private static bool Agree(object? result, object? expected)
    {
        torch.Tensor[] found = [.. ReturnedTensors.Of(result)];
        torch.Tensor[] wanted = [.. ReturnedTensors.Of(expected)];
        return found.Length > 0 && found.Length == wanted.Length && found.Zip(wanted).All(pair => Agree(pair.First, pair.Second));
    }

    private static bool Agree(torch.Tensor result, torch.Tensor expected)
    {
        if (result.dtype != expected.dtype || !result.shape.SequenceEqual(expected.shape))
        {
            return false;
        }

        if (expected.numel() == 0)
        {
            return true;
        }

        return TrainingLoss.IsFloat(expected)
            ? result.allclose(expected, Tolerance, Tolerance * TensorData.Number(expected.abs().nan_to_num(0, 0, 0).max()), equal_nan: true)
            : TensorData.Number(result.eq(expected).all()) == 1;
    }

    private static bool HasConvolutions(torch.jit.ScriptModule module)
    {
        using var scope = torch.NewDisposeScope();
        return module.parameters().Any(parameter => parameter.dim() == 4);
    }

    private static void SetLayout(torch.jit.ScriptModule module, Func<torch.Tensor, torch.Tensor> layout)
    {
        using var scope = torch.NewDisposeScope();
        using var withoutGradients = torch.no_grad();
        foreach (var parameter in module.parameters().Where(parameter => parameter.dim() == 4))
        {
            parameter.set_(layout(parameter));
        }
    }
}
