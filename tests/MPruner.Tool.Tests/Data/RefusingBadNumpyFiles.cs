using MPruner.Tool.Data;

namespace MPruner.Tool.Tests.Data;

public sealed class RefusingBadNumpyFiles : IDisposable
{
    private const string Good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("objects.npy", "MPR3105", "pickle")]
    [InlineData("structured.npy", "MPR3105", "structured")]
    [InlineData("unsigned.npy", "MPR3105", "int64")]
    [InlineData("text.npy", "MPR3105", "text")]
    [InlineData("complex.npy", "MPR3105", "c8")]
    [InlineData("scalar.npy", "MPR3106", "float32[]")]
    [InlineData("no_examples.npy", "MPR3106", "float32[0, 3]")]
    public void WhatNumpyCanWriteButNoModelTakes(string name, string code, string says)
    {
        var error = Assert.Throws<ToolException>(() => DataFile.Open(Numpy.File(name)));

        Assert.Equal(code, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), 'more': 1}")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, -2)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}")]
    [InlineData("{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (2, 2)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 2)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), } x")]
    [InlineData("{'descr': '?', 'fortran_order': False, 'shape': (2, 2), }")]
    [InlineData("{")]
    [InlineData("")]
    public void AHeaderThatIsNotExactlyTheThreeKeys(string header) =>
        Assert.Equal("MPR3104", CodeOf("a.npy", Numpy.Npy(header, Numpy.Floats(1, 2, 3, 4))));

    [Fact]
    public void AnUnknownVersion() => Assert.Equal("MPR3104", CodeOf("a.npy", Numpy.Npy(Good, Numpy.Floats(1, 2, 3, 4), version: 4)));

    [Fact]
    public void BytesOfSomethingElse() => Assert.Equal("MPR3104", CodeOf("a.npy", "this is no array at all"u8.ToArray()));

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void APayloadOfAnotherSize(int count) =>
        Assert.Equal("MPR3103", CodeOf("a.npy", Numpy.Npy(Good, Numpy.Floats(new float[count]))));

    [Fact]
    public void AHeaderLengthBeyondTheFile() =>
        Assert.Equal("MPR3103", CodeOf("a.npy", [0x93, .. "NUMPY"u8, 1, 0, 0xFF, 0xFF, (byte)'{']));

    [Fact]
    public void AnEnormousHeaderLength() =>
        Assert.Equal("MPR3104", CodeOf("a.npy", [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0x7F, (byte)'{']));

    [Fact]
    public void ABoolThatIsNeitherTrueNorFalse()
    {
        var bytes = Numpy.Npy("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", [0, 1, 2]);
        using var file = DataFile.Open(folder.Write("a.npy", bytes));

        Assert.Equal("MPR3103", Assert.Throws<ToolException>(() => file.Read(0, [0, 1, 2])).Code);
    }

    [Fact]
    public void AMissingFile() => Assert.Equal("MPR3101", Assert.Throws<ToolException>(() => DataFile.Open(folder["absent.npz"])).Code);

    [Fact]
    public void AnUnknownEnding() => Assert.Equal("MPR3102", CodeOf("data.csv", [1]));

    [Theory]
    [InlineData("types.npz")]
    [InlineData("compressed.npz")]
    public void AnArchiveTruncatedAnywhere(string name)
    {
        var whole = File.ReadAllBytes(Numpy.File(name));
        for (var length = 0; length < whole.Length; length += 61)
        {
            Assert.Equal("MPR3103", CodeOf("cut.npz", whole[..length]));
        }
    }

    [Fact]
    public void AnArchiveWithAnyByteChangedIsRefusedWithACodeOrReadWithItsShape()
    {
        var whole = File.ReadAllBytes(Numpy.File("compressed.npz"));
        for (var at = 0; at < whole.Length; at++)
        {
            var altered = (byte[])whole.Clone();
            altered[at] ^= 0xFF;
            try
            {
                using var file = DataFile.Open(folder.Write("altered.npz", altered));
                Assert.Equal(24, file.Read(0, [0, 1, 2, 3]).Count);
            }
            catch (ToolException error)
            {
                Assert.StartsWith("MPR310", error.Code, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void CompressedContentThatDoesNotMatchItsSum()
    {
        var whole = File.ReadAllBytes(Numpy.File("compressed.npz"));
        var directory = whole.AsSpan().IndexOf("PK\x01\x02"u8);
        whole[directory + 16] ^= 1;

        Assert.Equal("MPR3103", CodeOf("sum.npz", whole));
    }

    private string CodeOf(string name, byte[] bytes) =>
        Assert.Throws<ToolException>(() => DataFile.Open(folder.Write(name, bytes)).Dispose()).Code;
}
