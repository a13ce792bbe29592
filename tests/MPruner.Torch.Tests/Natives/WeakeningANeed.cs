using System.Buffers.Binary;
using MPruner.Elf;

namespace MPruner.Torch.Tests.Natives;

public sealed class WeakeningANeed
{
    private static readonly byte[] Library = File.ReadAllBytes(Files.LibTorchSharp);

    [Fact]
    public void ChangesOneFlagOfTheRealLibraryAndNothingElse()
    {
        var weak = LibStdCxxNeed.MadeWeak(Library);

        int[] changed = [.. Enumerable.Range(0, Library.Length).Where(i => weak[i] != Library[i])];
        Assert.Single(changed);
        Assert.Equal(Library[changed[0]] | 2, weak[changed[0]]);
        Assert.Contains("GLIBCXX_3.4.32", LibStdCxxNeed.Of(Library));
        Assert.Equal(LibStdCxxNeed.Of(Library).Where(version => version != "GLIBCXX_3.4.32"), LibStdCxxNeed.Of(weak));
    }

    [Fact]
    public void DoesNotChangeALibraryWithoutTheNeed()
    {
        var weak = LibStdCxxNeed.MadeWeak(Library);

        Assert.Same(weak, LibStdCxxNeed.MadeWeak(weak));
    }

    [Fact]
    public void RefusesALibraryThatUsesTheSymbol()
    {
        var elf = new ElfLibrary(new MemoryStream(Library));
        var need = SymbolVersions.Needed(elf).Single(need => need.Version == LibStdCxxNeed.Version);
        var (number, _, _) = new ElfSymbols(elf).Undefined().Single(symbol => symbol.Version == need.Index);
        byte[] used = [.. Library];
        var relocation = (int)elf.OffsetOf(elf[DynamicTag.CallRelocations]);
        BinaryPrimitives.WriteUInt32LittleEndian(used.AsSpan(relocation + 12), number);

        var refused = Assert.Throws<InvalidDataException>(() => LibStdCxxNeed.MadeWeak(used));

        Assert.Contains("_ZSt21ios_base_library_initv", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesALibraryThatUsesAnotherSymbolOfTheVersion()
    {
        var elf = new ElfLibrary(new MemoryStream(Library));
        var need = SymbolVersions.Needed(elf).Single(need => need.Version == LibStdCxxNeed.Version);
        byte[] more = [.. Library];
        var (other, name, _) = new ElfSymbols(elf).Undefined().First(symbol => symbol.Version > 1 && symbol.Version != need.Index);
        var versions = (int)elf.OffsetOf(elf[DynamicTag.SymbolVersions]);
        BinaryPrimitives.WriteUInt16LittleEndian(more.AsSpan(versions + (int)(2 * other)), need.Index);

        Assert.Contains(name, Assert.Throws<InvalidDataException>(() => LibStdCxxNeed.MadeWeak(more)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public void RefusesALibraryThatEndsTooEarly(int length) =>
        Assert.Throws<InvalidDataException>(() => LibStdCxxNeed.MadeWeak(Library[..length]));

    [Fact]
    public void RefusesOtherFiles()
    {
        Assert.Throws<InvalidDataException>(() => LibStdCxxNeed.MadeWeak(new byte[4096]));
        Assert.Throws<InvalidDataException>(() => LibStdCxxNeed.MadeWeak(File.ReadAllBytes(typeof(WeakeningANeed).Assembly.Location)));
    }

    [Fact]
    public void EitherSucceedsOrRefusesADamagedLibrary()
    {
        // The tables are at the beginning of the file, after its header.
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            byte[] damaged = [.. Library];
            for (var i = 0; i < 20; i++)
            {
                damaged[random.Next(round % 2 == 0 ? 2048 : 400_000)] = (byte)random.Next(256);
            }

            var failure = Record.Exception(() => LibStdCxxNeed.MadeWeak(damaged));

            Assert.True(failure is null or InvalidDataException or OverflowException, failure?.ToString());
        }
    }
}
