using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class TheLibraryAsAWhole(PythonReference python)
{
    [Fact]
    public void ThreadsCanBeSet()
    {
        set_num_threads(2);
        Assert.Equal(2, get_num_threads());
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
    }

    [Fact]
    public void TheVersionIsLibtorchsOwn() => Assert.Matches(@"^\d+\.\d+\.\d+$", __version__);

    [Fact]
    public void AnotherLibtorchThanTheOneBuiltAgainstIsRefused()
    {
        Assert.Equal("1.13.0", Handshake.Compare("1.13.0", "PERF=1, TORCH_VERSION=1.13.0, USE_CUDA=OFF"));
        var failure = Assert.Throws<NotSupportedException>(() => Handshake.Compare("1.13.0", "TORCH_VERSION=2.1.0,"));
        Assert.Contains("built against libtorch 1.13.0, but libtorch 2.1.0 was loaded", failure.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => Handshake.Compare("1.13.0", "no version here"));
    }

    [Fact]
    public void AMissingLibtorchIsRefused()
    {
        var failure = Assert.Throws<NotSupportedException>(() => Handshake.Verify(() => throw new DllNotFoundException("no such file\nmore"), () => 0));
        Assert.Contains("(no such file)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CudaIsAvailableOrNotWithoutFailing() => Assert.Equal(cuda.is_available(), cuda_is_available());

    [Fact]
    public void TheSeedIsRemembered()
    {
        using var generator = manual_seed(17);
        Assert.Equal(17, random.initial_seed());
        Assert.Equal(17, generator.initial_seed());
        using var own = new Generator(18);
        Assert.Equal((18, "cpu"), (own.initial_seed(), own.device.ToString()));
        using var again = random.manual_seed(19);
        Assert.Equal(19, again.initial_seed());
    }

    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, -1)]
    [InlineData("CUDA:1", DeviceType.CUDA, 1)]
    public void ADeviceIsRead(string text, DeviceType type, int index)
    {
        Device parsed = text;
        Assert.Equal((type, index), (parsed.type, parsed.index));
        Assert.Equal(text.ToLowerInvariant(), device(type, index).ToString());
        Assert.Equal(text.ToLowerInvariant(), device(text.Split(':')[0], index).ToString());
        Assert.Equal("cuda:2", device(2).ToString());
        Assert.Equal("cuda", CUDA.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:0:0")]
    public void ADeviceThatIsNoneIsRefused(string text) => Assert.Throws<ArgumentException>(() => device(text));

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    public void BytesThatAreNoModelAreRefused(byte[] bytes) =>
        Assert.Contains("zip archive", Assert.Throws<ExternalException>(() => jit.load(bytes)).Message, StringComparison.Ordinal);

    [Fact]
    public void ATruncatedModelIsRefused() => Assert.Throws<ExternalException>(() => jit.load(python["scripted.pt"][..^500]));

    [Fact]
    public void NoDamagedByteEndsTheProcess()
    {
        var model = python["returns.pt"];
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 100; i++)
        {
            var damaged = (byte[])model.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 + random.Next(255));
            try
            {
                jit.load(damaged).Dispose();
            }
            catch (ExternalException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 100);
    }

    [Fact]
    public void AnUnknownOperatorIsRefusedAndTheProcessLivesOn()
    {
        var failure = Assert.Throws<ExternalException>(() => jit.load(python["unknown.pt"]));
        Assert.Contains("Unknown builtin op: nowhere::add", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ExternalException>(() => Aten.Tensor("nowhere"));
    }

    [Fact]
    public void AFileIsLoadedByItsName()
    {
        using var module = jit.load(python.PathOf("returns.pt"));
        using var same = jit.load(python["returns.pt"], CPU);
        Assert.Equal(module.GetNumberOfInputs(), same.GetNumberOfInputs());
        Assert.Throws<FileNotFoundException>(() => jit.load(python.PathOf("missing.pt")));
    }

    [Fact]
    public void NamedDimensionsAreRefused() => Assert.Throws<NotSupportedException>(() => zeros([2], names: ["rows"]));
}
