using System.Text;
using MPruner.Core.Ports;
using MPruner.Tool.Data;

namespace MPruner.Tool.Tests.Data;

public sealed class ReadingSafetensors : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ArraysAreFoundInTheHeadersOrder()
    {
        using var file = DataFile.Open(Write(
            """
            {"__metadata__":{"a":"b"},
             "y":{"dtype":"I64","shape":[2],"data_offsets":[8,24]},"x":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]}}
            """,
            [0x80, 0x3F, 0, 0x40, 0x40, 0x40, 0x80, 0x40, .. BitConverter.GetBytes(5L), .. BitConverter.GetBytes(-6L)]));

        Assert.Equal(["y", "x"], file.Arrays.Select(array => array.Name));
        Assert.Equal([-6, 5], file.Read(0, [1, 0]).ToDoubles());
        Assert.Equal([1, 2, 3, 4], file.Read(1, [0, 1]).ToDoubles());
        Assert.Equal(ElementType.BFloat16, file.Arrays[1].Type);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "MPR3103")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "MPR3103")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}""", "MPR3104")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "MPR3103")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "MPR3103")]
    [InlineData("""{"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "MPR3103")]
    [InlineData("""{"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "MPR3103")]
    [InlineData("""{"x":{"dtype":"U16","shape":[4],"data_offsets":[0,8]}}""", "MPR3105")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", "MPR3104")]
    [InlineData("""{"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", "MPR3104")]
    [InlineData("""{"x":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "MPR3104")]
    [InlineData("""{"x":[[[[[[[[1]]]]]]]]}""", "MPR3103")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} {}""", "MPR3103")]
    [InlineData("""[1]""", "MPR3103")]
    public void AHeaderThatContradictsTheFileIsRefused(string header, string code) =>
        Assert.Equal(code, CodeOf(Write(header, new byte[8])));

    [Fact]
    public void NothingButMetadataIsEmpty() => Assert.Equal("MPR3106", CodeOf(Write("""{"__metadata__":{}}""", [])));

    [Fact]
    public void AHeaderLengthBeyondTheFileIsRefused() =>
        Assert.Equal("MPR3103", CodeOf(folder.Write("a.safetensors", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, (byte)'{'])));

    private static string CodeOf(string path) => Assert.Throws<ToolException>(() => DataFile.Open(path).Dispose()).Code;

    private string Write(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return folder.Write("a.safetensors", [.. BitConverter.GetBytes((long)text.Length), .. text, .. data]);
    }
}
