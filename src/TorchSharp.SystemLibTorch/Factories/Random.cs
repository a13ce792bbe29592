using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Uniform in [0, 1).</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Made(Aten.Tensor("rand.generator", size, generator, TypeOr(dtype), Argument.None, device), requires_grad, names);

    /// <summary>Standard normal.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        Made(Aten.Tensor("randn.generator", size, generator, TypeOr(dtype), Argument.None, device), requires_grad, names);

    /// <summary>The numbers from 0 to <paramref name="n"/> - 1 in random order, Int64 unless a type is given.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Made(Aten.Tensor("randperm.generator", n, generator, dtype ?? ScalarType.Int64, Argument.None, device), requires_grad);
}
