using MPruner.Core.Ports;
using MPruner.Tool.Data;

namespace MPruner.Tool.Tests.Data;

/// <summary>Every file holds <c>arange(24).reshape(4, 3, 2)</c> in some type, order or version; numpy 1.24 wrote it.</summary>
public sealed class ReadingWhatNumpyWrites
{
    [Theory]
    [InlineData("uint8", ElementType.UInt8)]
    [InlineData("int8", ElementType.Int8)]
    [InlineData("int16", ElementType.Int16)]
    [InlineData("int32", ElementType.Int32)]
    [InlineData("int64", ElementType.Int64)]
    [InlineData("float16", ElementType.Float16)]
    [InlineData("float32", ElementType.Float32)]
    [InlineData("float64", ElementType.Float64)]
    public void KeepsEveryElementType(string name, ElementType type)
    {
        using var file = DataFile.Open(Numpy.File("types.npz"));
        var index = file.Arrays.Select(array => array.Name).ToList().IndexOf(name);

        var array = file.Read(index, [0, 1, 2, 3]);

        Assert.Equal(type, array.Type);
        Assert.Equal([4, 3, 2], array.Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (double)i), array.ToDoubles());
    }

    [Fact]
    public void ReadsBools()
    {
        using var file = DataFile.Open(Numpy.File("types.npz"));

        var array = file.Read(0, [2]);

        Assert.Equal(ElementType.Bool, array.Type);
        Assert.Equal([0, 1, 0, 1, 0, 1], array.ToDoubles());
    }

    [Theory]
    [InlineData("version1.npy")]
    [InlineData("version2.npy")]
    [InlineData("version3.npy")]
    [InlineData("fortran.npy")]
    [InlineData("big_endian.npy")]
    [InlineData("fortran_compressed.npz")]
    [InlineData("compressed.npz")]
    public void OrderVersionAndCompressionMakeNoDifference(string name)
    {
        using var file = DataFile.Open(Numpy.File(name));

        Assert.Equal(Enumerable.Range(0, 24).Select(i => (double)i), file.Read(0, [0, 1, 2, 3]).ToDoubles());
    }

    [Fact]
    public void ExamplesComeInTheOrderAskedFor()
    {
        using var file = DataFile.Open(Numpy.File("compressed.npz"));

        Assert.Equal([18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], file.Read(0, [3, 0, 1]).ToDoubles());
        Assert.Equal([3, 0, 0], file.Read(1, [3, 0, 0]).ToDoubles());
    }

    [Fact]
    public void ArraysKeepTheFilesOrder()
    {
        using var file = DataFile.Open(Numpy.File("compressed.npz"));

        Assert.Equal(
            [("images", "uint8[4, 3, 2]"), ("labels", "int64[4]")],
            file.Arrays.Select(array => (array.Name, ArrayDescription.Of(array.Type, array.Shape))));
    }

    [Fact]
    public void AnExampleThatIsNotThereIsRefused()
    {
        using var file = DataFile.Open(Numpy.File("compressed.npz"));

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(0, [4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(0, [3, 4]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4096)]
    [InlineData(20000)]
    public void APayloadBeyondTheMemoryBudgetIsReadFromAScratchFile(int examples)
    {
        using var folder = new TemporaryFolder();
        var payload = new byte[(9 << 20) / examples * examples];
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] = (byte)(i * 31 / 7);
        }

        var header = $"{{'descr': '|u1', 'fortran_order': True, 'shape': ({examples}, {payload.Length / examples}), }}";
        var path = folder.Write("big.npy", Numpy.Npy(header, payload));

        using var file = DataFile.Open(path);
        var row = file.Read(0, [2]).Data.Span;

        for (var i = 0; i < row.Length; i += 97)
        {
            Assert.Equal(payload[(i * examples) + 2], row[i]);
        }
    }
}
