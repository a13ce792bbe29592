using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.TorchScript.Tests.Programs;

public sealed class TensorsInSharedStorages
{
    private static readonly NewTensor[] Added =
    [
        new(ScalarType.Int8, [2, 2], [2, 1], new byte[] { 1, 2, 3, 4 }),
        new(ScalarType.Float16, [1], [1], new byte[] { 0, 60 }),
        new(ScalarType.Int8, [2, 3], [1, 2], new byte[] { 5, 6, 7, 8, 9, 10 }),
    ];

    [Fact]
    public void HaveOneStorageForEachType()
    {
        var tensors = Written().Select(value => TensorInfo.Of(value)!).ToList();

        Assert.Equal(tensors[0].StorageKey, tensors[2].StorageKey);
        Assert.NotEqual(tensors[0].StorageKey, tensors[1].StorageKey);
        Assert.Equal([0, 0, 4], tensors.Select(t => t.Offset));
    }

    /// <summary>libtorch reads a storage each time that it is named, but once where the reference is one object.</summary>
    [Fact]
    public void ReferToTheStorageByOneObject()
    {
        var values = Written();

        Assert.Same(Storage(values[0]), Storage(values[2]));

        static PickleValue Storage(PickleValue tensor) => ((PickleTuple)((PickleReduce)tensor).Arguments).Items[0];
    }

    [Fact]
    public void KeepTheirElementsInMemoryAndInRowMajorOrder()
    {
        var (program, values) = ScriptProgram.Read(Fixture.Bytes("constants.traced.pt")).WithSharedStorages(Added);

        Assert.All(values.Zip(Added), pair =>
            Assert.Equal(pair.Second.Memory.ToArray(), program.MemoryOf(TensorInfo.Of(pair.First)!)!.Value.ToArray()));
        Assert.Equal([5, 7, 9, 6, 8, 10], program.TensorBytes(TensorInfo.Of(values[2])!));
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 3, 1 }, true)]
    [InlineData(new long[] { 2, 3 }, new long[] { 1, 2 }, true)]
    [InlineData(new long[] { 2, 1, 3 }, new long[] { 3, 77, 1 }, true)]
    [InlineData(new long[] { 2, 3 }, new long[] { 4, 1 }, false)]
    [InlineData(new long[] { 2, 3 }, new long[] { 0, 1 }, false)]
    public void AreDenseWithoutGapAndOverlap(long[] sizes, long[] strides, bool isDense) =>
        Assert.Equal(isDense, new TensorInfo("0", ScalarType.Float32, 0, [.. sizes], [.. strides], false).IsDense);

    /// <summary>The tensors as they are read from a file whose root holds them.</summary>
    private static List<PickleValue> Written()
    {
        var (program, values) = ScriptProgram.Read(Fixture.Bytes("constants.traced.pt")).WithSharedStorages(Added);
        var attributes = program.Root.Attributes.Concat(values.Select((value, i) => KeyValuePair.Create($"added{i}", value)));
        var file = program.With(program.Root.With(attributes: attributes), program.Code).Write();
        var root = ScriptProgram.Read(file).Root;
        return [.. Added.Select((_, i) => root[$"added{i}"]!)];
    }
}
