using System.IO.Compression;
using System.Text;
using MPruner.Build.Accessors;

namespace MPruner.Build.Tests.Accessors;

public sealed class TheSignatureOfForward
{
    [Theory]
    [InlineData("parent_adds.scripted.pt", "forward(x: Tensor) -> Tensor")]
    [InlineData("masked_transformer.scripted.pt", "forward(ids: Tensor, mask: Tensor) -> Tensor")]
    [InlineData("masked_transformer.traced.pt", "forward(ids: Tensor, mask: Tensor) -> Tensor")]
    [InlineData("returns_dict.scripted.pt", "forward(x: Tensor) -> Dict[str, Tensor]")]
    public void IsReadFromTheFilesCode(string fixture, string expected) =>
        Assert.Equal(expected, ForwardSignature.Read(Path.Combine(Repository.Fixtures, fixture))?.Text);

    [Theory]
    [InlineData("broken_code.pt")]
    [InlineData("make_fixtures.py")]
    [InlineData("absent.pt")]
    public void IsUnknownWhereAFileHasNone(string fixture) =>
        Assert.Null(ForwardSignature.Read(Path.Combine(Repository.Fixtures, fixture)));

    [Fact]
    public void IsKnownOfEveryModelThatIsPruned()
    {
        string[] models = Directory.GetFiles(Repository.Fixtures, "*.scripted.pt");

        Assert.NotEmpty(models);
        Assert.All(models, model => Assert.NotNull(ForwardSignature.Read(model)));
    }

    [Fact]
    public void IsThatOfTheModelsOwnClass()
    {
        ForwardSignature signature = Of("""
            class Part(Module):
              def forward(self: __torch__.net.Part,
                x: Tensor) -> Tensor:
                return x
            class Net(Module):
              training : bool
              def other(self: __torch__.net.Net) -> int:
                return 1
              def forward(self: __torch__.net.Net,
                x: Dict[str, Tensor],
                sizes: Tuple[int, int],
                scale: float=1.,
                mask: Optional[Tensor]=None) -> Tuple[Tensor, List[Tensor]]:
                return (x, [x])
            class Last(Module):
              def forward(self: __torch__.net.Last) -> int:
                return 1

            """);

        Assert.Equal(["Dict[str, Tensor]", "Tuple[int, int]"], signature.Parameters);
        Assert.Equal("Tuple[Tensor, List[Tensor]]", signature.Result);
    }

    [Fact]
    public void MayHaveNoParameters() => Assert.Empty(Of("""
        class Net(Module):
          def forward(self: __torch__.net.Net) -> Tensor:
            return torch.ones([1])

        """).Parameters);

    /// <summary>That of a file whose model is of class <c>Net</c>.</summary>
    private static ForwardSignature Of(string code)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create))
            {
                Write("net/data.pkl", "\u0080\u0002c__torch__.net\nNet\nq");
                Write("net/code/__torch__/net.py", code);

                void Write(string name, string text)
                {
                    using Stream entry = archive.CreateEntry(name).Open();
                    entry.Write(Encoding.Latin1.GetBytes(text));
                }
            }

            return ForwardSignature.Read(path)!;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
