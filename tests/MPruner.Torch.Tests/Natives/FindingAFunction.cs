using System.Runtime.InteropServices;
using MPruner.Torch.Natives;

namespace MPruner.Torch.Tests.Natives;

public sealed class FindingAFunction : IDisposable
{
    private const string Context = "_ZN2at13globalContextEv";
    private const string Setter = "_ZN2at7Context20setUserEnabledMkldnnEb";
    private static readonly string TorchCpu = Path.Combine(StartedEngine.Current!.LibTorch, "libtorch_cpu.so");
    private static readonly nint Handle = NativeLibrary.Load(TorchCpu);
    private readonly string copy = Path.GetTempFileName();

    public void Dispose() => File.Delete(copy);

    [Fact]
    public void GivesTheAddressThatTheLoaderGives() =>
        Assert.Equal(NativeLibrary.GetExport(Handle, Setter), new LinkerSymbols(TorchCpu, Handle).Find(Setter, Context));

    [Theory]
    [InlineData("_ZN2at7Context20setUserEnabledMkldnnE", Context)]
    [InlineData(Setter, "_ZN2at13globalContextE")]
    public void GivesNothingForAnUnknownName(string name, string exported) =>
        Assert.Equal(0, new LinkerSymbols(TorchCpu, Handle).Find(name, exported));

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(4096)]
    public void GivesNothingWhereTheFileEnds(int length)
    {
        using (var file = File.OpenRead(TorchCpu))
        {
            var start = new byte[length];
            file.ReadExactly(start);
            File.WriteAllBytes(copy, start);
        }

        Assert.Equal(0, new LinkerSymbols(copy, Handle).Find(Setter, Context));
    }
}
