using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;
using MPruner.Tool.Reporting;
using MPruner.Tool.Reporting.Png;

namespace MPruner.Tool.Tests.Reporting.Png;

public sealed class DrawingAHeatMap
{
    /// <summary>The first cell's corner: the padding and the room for numbers.</summary>
    private const int First = 16 + 30;
    private const int Cell = 40;

    [Fact]
    public void EveryCellHasTheColourOfItsSimilarity()
    {
        var picture = Read(HeatMapPng.Of(Result(0.97, 0.5)));

        // A corner of a cell is beside its digits.
        Assert.Equal(SimilarityScale.Colour(0.97), picture[First + 3][First + Cell + 3]);
        Assert.Equal(SimilarityScale.Colour(0.5), picture[First + Cell + 3][First + 3]);
        Assert.Equal(new Rgb(236, 239, 242), picture[First + 5][First + 5]);
    }

    [Fact]
    public void AnUndefinedOneHasNone()
    {
        var picture = Read(HeatMapPng.Of(Result(null, null)));

        Assert.Equal(new Rgb(236, 239, 242), picture[First + 3][First + Cell + 3]);
    }

    [Fact]
    public void AClusterIsFramedInBlack()
    {
        var framed = Read(HeatMapPng.Of(Result(0.97, 0.97, [0, 1])));

        Assert.Equal(new Rgb(0, 0, 0), framed[First + Cell][First]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(60)]
    public void ChainsOfAnyLengthHaveAPicture(int blocks)
    {
        var chain = Chain(blocks) with { Cka = new SimilarityMatrix(blocks) };

        var picture = Read(HeatMapPng.Of(Result(chain)));

        Assert.InRange(picture.Length, 60, 1200);
    }

    [Fact]
    public void NothingMeasuredIsAnEmptyPicture() => Assert.Equal(62, Read(HeatMapPng.Of(Result(Chain(3)))).Length);

    private static ChainReport Chain(int blocks) =>
        new("stage", [.. Enumerable.Range(0, blocks).Select(i => new BlockReport($"stage.{i}", "Block", 1, true, null))]);

    private static PruningResult Result(double? raw, double? standardised, params int[][] clusters)
    {
        var (below, above) = (new SimilarityMatrix(2), new SimilarityMatrix(2));
        (below[1, 0], below[0, 1], above[0, 1], above[1, 0]) = (raw, raw, standardised, standardised);
        return Result(Chain(2) with { Cka = below, CkaStandardised = above, Clusters = [.. clusters.Select(c => c.ToImmutableArray())] });
    }

    private static PruningResult Result(ChainReport chain) => new()
    {
        Parameters = new(1, null),
        Bytes = new(1, null),
        Engine = "",
        Chains = [chain],
    };

    /// <summary>Reads what the writer writes, chunk by chunk, by the specification.</summary>
    /// <returns>The pixels by column and row.</returns>
    private static Rgb[][] Read(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var chunks = new Dictionary<string, byte[]>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add(Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Keys);
        var header = chunks["IHDR"];
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        Assert.Equal([8, 2, 0, 0, 0], header[8..]);
        using var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        var bytes = rows.ToArray();
        Assert.Equal(height * (1 + (3 * width)), bytes.Length);
        Rgb[][] pixels = [.. Enumerable.Range(0, width).Select(_ => new Rgb[height])];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * (1 + (3 * width))) + 1 + (3 * x);
                pixels[x][y] = new(bytes[at], bytes[at + 1], bytes[at + 2]);
            }
        }

        return pixels;
    }
}
