using System.Text;
using MPruner.Shared.Files;

namespace MPruner.Shared.Caching;

/// <summary>Hashes of large files that hardly ever change, such as libtorch, kept in the cache under the files' marks.</summary>
/// <param name="folder">The cache's folder.</param>
internal sealed class RememberedHashes(string folder)
{
    private readonly CacheLayout layout = new(folder);

    /// <summary>What a set of libraries is, whatever its folder: the hash of their names and contents, in the order given.</summary>
    /// <exception cref="IOException">A library cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A library may not be read.</exception>
    public string OfLibraries(IEnumerable<string> files) =>
        ContentHash.OfText(string.Concat(files.Select(file => $"{Path.GetFileName(file)} {Of(file)}\n")));

    private string Of(string file)
    {
        string mark = ContentHash.OfText(FileMark.Of(file));
        string path = layout.Hash(mark);
        string[] known = (Read(path) ?? "").Split('\n');
        if (known.Length == 2 && known[1] == Sum(mark, known[0]))
        {
            return known[0];
        }

        string hash = ContentHash.OfFile(file);
        Write(path, $"{hash}\n{Sum(mark, hash)}");
        return hash;
    }

    private static string Sum(string mark, string hash) => ContentHash.OfText($"{mark} {hash}");

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Write(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.WriteWhenDifferent(path, Encoding.ASCII.GetBytes(text));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then the next build hashes the file again.
        }
    }
}
