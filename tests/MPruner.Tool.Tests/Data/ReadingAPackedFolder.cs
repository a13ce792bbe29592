using System.IO.Compression;
using MPruner.Tool.Data;

namespace MPruner.Tool.Tests.Data;

/// <summary>An <c>.npz</c> that a program for zip files made of a folder with arrays.</summary>
public sealed class ReadingAPackedFolder : IDisposable
{
    private const string Header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("data/", "data/x.npy", "data/labels.npy")]
    [InlineData("data/more/", "data/more/x.npy", "data/more/labels.npy")]
    [InlineData("empty/", "x.npy", "labels.npy")]
    [InlineData("__MACOSX/data/._x.npy", "data/x.npy", "data/labels.npy")]
    public void ArraysAreCalledLikeTheirFiles(string other, params string[] arrays)
    {
        using var file = Open([other], arrays);

        Assert.Equal(["x", "labels"], file.Arrays.Select(array => array.Name));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], file.Read(0, [0, 1]).ToDoubles());
    }

    [Fact]
    public void ArraysOfSeveralFoldersKeepThem()
    {
        using var file = Open(["a/", "ab/"], "a/x.npy", "ab/x.npy");

        Assert.Equal(["a/x", "ab/x"], file.Arrays.Select(array => array.Name));
    }

    [Fact]
    public void NothingButFoldersIsEmpty() => Assert.Equal("MPR3106", Assert.Throws<ToolException>(() => Open(["data/"])).Code);

    private DataFile Open(string[] others, params string[] arrays)
    {
        using (var zip = ZipFile.Open(folder["data.npz"], ZipArchiveMode.Create))
        {
            foreach (var name in others)
            {
                zip.CreateEntry(name);
            }

            foreach (var name in arrays)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Numpy.Npy(Header, Numpy.Floats(1, 2, 3, 4)));
            }
        }

        return DataFile.Open(folder["data.npz"]);
    }
}
