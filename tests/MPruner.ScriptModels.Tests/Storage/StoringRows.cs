using System.Runtime.InteropServices;
using MPruner.ScriptModels.Storage;
using MPruner.TorchScript;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Storage;

public sealed class StoringRows
{
    private const int Steps = 127;

    private static readonly TensorInfo ThreeRows = Matrix([3, 50], [50, 1]);

    [Theory]
    [InlineData(127)]
    [InlineData(31)]
    [InlineData(15)]
    public void MovesNoValueByMoreThanHalfAStep(int steps)
    {
        var values = Random(150, 1);

        var stored = StoredRows.Of(ThreeRows, values, steps);

        var found = Values(ThreeRows, stored);
        Assert.All(values, (value, i) => Assert.InRange(Math.Abs(value - found[i]), 0, stored.Scales[i / 50] * 0.5001));
        Assert.All(stored.Integers, integer => Assert.InRange(integer, -steps, steps));
        Assert.All(stored.Scales, (scale, row) =>
            Assert.InRange(scale, Greatest(values, row) / steps, Greatest(values, row) / steps * 1.001f));
    }

    [Fact]
    public void GivesTheSameTheSecondTime()
    {
        var once = StoredRows.Of(ThreeRows, Random(150, 2), Steps);
        var twice = StoredRows.Of(ThreeRows, Values(ThreeRows, once), Steps);

        Assert.Equal(once.Integers, twice.Integers);
        Assert.Equal(once.Scales, twice.Scales);
    }

    [Fact]
    public void LeavesARowOfZerosZero()
    {
        var values = Random(150, 3);
        values.AsSpan(50, 50).Clear();

        var stored = StoredRows.Of(ThreeRows, values, Steps);

        Assert.Equal(0, stored.Scales[1]);
        Assert.All(Values(ThreeRows, stored).Skip(50).Take(50), value => Assert.Equal(0, value));
        Assert.NotEqual(0, stored.Scales[2]);
    }

    [Fact]
    public void KeepsRowsApartThatLieSideBySideInMemory()
    {
        var transposed = Matrix([2, 3], [1, 2]);

        var stored = StoredRows.Of(transposed, [1, 100, -0.5f, 50, 0.25f, -25], Steps);

        Assert.Equal([127, 127, -63, 63, 32, -32], stored.Integers.Select(integer => (int)integer));
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void KeepsScalesThatHalfPrecisionDoesNotHave(float size)
    {
        float[] values = [.. Random(150, 4).Select(value => value * size)];

        var found = Values(ThreeRows, StoredRows.Of(ThreeRows, values, Steps));

        Assert.All(values, (value, i) => Assert.InRange(Math.Abs(value - found[i]), 0, Greatest(values, i / 50) / Steps * 0.5001));
    }

    private static TensorInfo Matrix(long[] sizes, long[] strides) => new("0", ScalarType.Float32, 0, [.. sizes], [.. strides], false);

    private static float[] Values(TensorInfo tensor, StoredRows stored) => MemoryMarshal.Cast<byte, float>(
        StoredRows.Values(tensor, MemoryMarshal.AsBytes(stored.Integers.AsSpan()), stored.Scales)).ToArray();

    private static float Greatest(float[] values, int row) => values.Skip(50 * row).Take(50).Max(Math.Abs);

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
