using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Rewriting;

public sealed class InsertingStitches
{
    private const int Width = 8;

    /// <summary>The module that calls the blocks gets the weights of both stitches.</summary>
    [Theory]
    [InlineData("blocks_of_one_name.scripted.pt")]
    [InlineData("blocks_of_one_name.traced.pt")]
    public void GivesEachItsOwnWeightWhereThePathsEndAlike(string model)
    {
        var opened = ScriptModel.Open(Fixtures.Bytes(model), null);
        var candidate = new Candidate(opened, [opened.Blocks[1], opened.Blocks[3]]);
        candidate = candidate.Seams.Aggregate(candidate, (stitched, seam) => stitched.With(Stitched(seam)));

        var program = ScriptProgram.Read(opened.Write(candidate));

        var weights = program.Root.Attributes.Where(a => a.Key.StartsWith("mpruner_", StringComparison.Ordinal))
            .Select(a => TensorInfo.Of(a.Value)!)
            .Where(tensor => tensor.Sizes.Length == 2)
            .Select(tensor => BitConverter.ToSingle(program.TensorBytes(tensor)));
        Assert.Equal([1f, 3f], weights.Order());
    }

    /// <summary>A stitch whose numbers tell the seam.</summary>
    private static SeamRepair Stitched(Seam seam)
    {
        var number = (double)(seam.Last.Path[^"0.block".Length] - '0');
        var weight = NumericArray.Of(ElementType.Float32, [.. Enumerable.Repeat(number, Width * Width)], Width, Width);
        return new(seam, [], new Stitch(weight, NumericArray.Of(ElementType.Float32, new double[Width], Width), Rectified: false), 0);
    }
}
