using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class LookingAtATensor : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x = arange(6, ScalarType.Float32).reshape(2, 3);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void ItsShapeIsKnown()
    {
        Assert.Equal([2, 3], _x.shape);
        Assert.Equal([2, 3], _x.size());
        Assert.Equal(3, _x.size(-1));
        Assert.Equal((2, 2, 6, 6), (_x.ndim, _x.dim(), _x.numel(), _x.NumberOfElements));
        Assert.Equal([3, 1], _x.stride());
        Assert.Empty(_x.sum().shape);
    }

    [Fact]
    public void ItsTypeAndDeviceAreKnown()
    {
        Assert.Equal(ScalarType.Float32, _x.dtype);
        Assert.Equal((4, 4), (_x.ElementSize, _x.element_size()));
        Assert.Equal(DeviceType.CPU, _x.device_type);
        Assert.Equal("cpu", _x.device.ToString());
        Assert.Equal([6], empty([6]).shape);
    }

    [Fact]
    public void AViewIsNotContiguous()
    {
        Assert.True(_x.is_contiguous());
        Assert.False(_x.t().is_contiguous());
        Assert.Throws<InvalidOperationException>(() => _x.t().bytes.Length);
    }

    [Fact]
    public void ItsBytesCanBeReadAndWritten()
    {
        MemoryMarshal.Cast<byte, float>(_x.bytes)[4] = 40;
        Assert.Equal([0f, 1, 2, 3, 40, 5], MemoryMarshal.Cast<byte, float>(_x.bytes).ToArray());
        _x.bytes = new byte[24];
        Assert.Equal(0f, _x.abs().sum().item<float>());
        Assert.Throws<ArgumentException>(() => _x.bytes = new byte[23]);
    }

    [Fact]
    public void ItsElementsComeInRowMajorOrderAlsoFromAView()
    {
        Assert.Equal([0f, 3, 1, 4, 2, 5], _x.t().data<float>().ToArray());
        Assert.Equal([0f, 3, 1, 4, 2, 5], _x.t().data<float>().AsEnumerable());
        Assert.Equal(4f, _x.t().data<float>()[1, 1]);
        Assert.Equal(6, _x.data<float>().Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => _x.data<float>()[2, 0]);
    }

    [Fact]
    public void AnotherElementTypeIsRefused()
    {
        Assert.Throws<ArgumentException>(() => _x.data<int>());
        Assert.Throws<ArgumentException>(() => _x.sum().item<double>());
    }

    [Fact]
    public void OneElementIsAnItem()
    {
        Assert.Equal(15f, _x.sum().item<float>());
        Assert.Equal(15L, _x.sum().type(ScalarType.Int64).item<long>());
        Assert.Equal(15d, _x.sum(ScalarType.Float64).item<double>());
        Assert.Equal((15, (short)15, (sbyte)15, (byte)15), (To<int>(ScalarType.Int32), To<short>(ScalarType.Int16), To<sbyte>(ScalarType.Int8), To<byte>(ScalarType.Byte)));
        Assert.True(To<bool>(ScalarType.Bool));
        Assert.Throws<ExternalException>(() => _x.item<float>());
        T To<T>(ScalarType type) where T : unmanaged => _x.sum().to_type(type).item<T>();
    }

    [Fact]
    public void AScalarKnowsWhatItWasMadeFrom()
    {
        Assert.Equal(ScalarType.Float64, _x.sum().ToScalar().Type);
        Assert.Equal(15f, _x.sum().ToScalar().ToSingle());
        Scalar[] scalars = [(byte)1, (sbyte)1, (short)1, 1, 1L, 1f, 1.0, true];
        Assert.Equal(
            [ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64, ScalarType.Float32, ScalarType.Float64, ScalarType.Bool],
            scalars.Select(scalar => scalar.Type));
        Assert.All(scalars, scalar => Assert.Equal((1, 1L, 1.0, true), (scalar.ToInt32(), scalar.ToInt64(), scalar.ToDouble(), scalar.ToBoolean())));
        Assert.Equal([1.0, 1, 1, 1, 1], new[] { 1.ToScalar(), 1L.ToScalar(), 1f.ToScalar(), 1.0.ToScalar(), true.ToScalar() }.Select(scalar => scalar.ToDouble()));
    }

    [Fact]
    public void EqualityHasATolerance()
    {
        Assert.True(_x.allclose(_x + 1e-9));
        Assert.False(_x.allclose(_x + 1e-3));
        Assert.True(_x.allclose(_x + 1e-3, atol: 1e-2));
    }

    [Fact]
    public void ConversionsCanDisposeTheSource()
    {
        var converted = _x.to(ScalarType.Int32, disposeAfter: true);
        Assert.True(_x.IsInvalid);
        Assert.Equal([0, 1, 2, 3, 4, 5], converted.data<int>().ToArray());
    }

    [Fact]
    public void CopiesAreMadeOnlyWhereAskedFor()
    {
        _x.to(ScalarType.Float32, copy: true).zero_();
        Assert.Equal(15f, _x.sum().item<float>());
        _x.to(ScalarType.Float32).zero_();
        Assert.Equal(0f, _x.sum().item<float>());
    }

    [Fact]
    public void TooFewElementsForTheShapeAreRefused() => Assert.Throws<ArgumentException>(() => tensor([1f], [2, 2]));

    [Fact]
    public void ABufferIsNotReadBeyondItsEnd() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => frombuffer(new byte[8], ScalarType.Float32, 2, 1));

    [Fact]
    public void ReshapingThatDoesNotFitSaysWhy() =>
        Assert.Contains("shape '[4]' is invalid for input of size 6", Assert.Throws<ExternalException>(() => _x.view(4)).Message, StringComparison.Ordinal);
}
