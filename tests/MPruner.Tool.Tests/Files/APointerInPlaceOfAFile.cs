using System.Text;
using MPruner.Tool.Data;
using MPruner.Tool.Files;

namespace MPruner.Tool.Tests.Files;

public sealed class APointerInPlaceOfAFile : IDisposable
{
    private const string Lfs =
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Lfs, "git lfs pull")]
    [InlineData("/annex/objects/SHA256E-s1048576--0123.pt\n", "git annex get")]
    public void IsRefusedAsModelAndAsDataWithTheCommandThatFetchesIt(string pointer, string command)
    {
        foreach (var name in new[] { "model.pt", "data.npz", "data.npy", "data.safetensors" })
        {
            var path = folder.Write(name, Encoding.ASCII.GetBytes(pointer));

            var error = Assert.Throws<ToolException>(() => name == "model.pt" ? ModelFile.Read(path).Path : DataFile.Open(path).Name);

            Assert.Equal(("MPR3107", path), (error.Code, error.Origin));
            Assert.Contains($"'{command}'", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("version 2")]
    [InlineData("")]
    public void IsToldFromOtherTexts(string text) =>
        Assert.Equal(text.Length, ModelFile.Read(folder.Write("model.pt", Encoding.ASCII.GetBytes(text))).Bytes.Length);
}
