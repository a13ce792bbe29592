using System.Globalization;
using MPruner.Core;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Storage;
using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Storage;

public sealed class StoringAProgram
{
    private static readonly StoredWeights Integers = new(WeightStorage.Int8);

    public static TheoryData<string> Models => [.. Fixtures.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void KeepsModulesParametersAndCode(string model)
    {
        var before = ScriptProgram.Read(Fixtures.Bytes(model));

        var after = StoredProgram.Read(StoredProgram.Write(before, Integers));

        Assert.Equal(before.Modules().Select(Describe), after.Modules().Select(Describe));
        Assert.Equal(before.ParameterCount, after.ParameterCount);
        Assert.Equal(Sources(before), Sources(after));
    }

    [Fact]
    public void FindsTheSameBlocks()
    {
        var file = Fixtures.Bytes("residual_cnn.traced.pt");

        var stored = ScriptModel.Open(StoredProgram.Write(ScriptProgram.Read(file), Integers), null);

        Assert.Equal(
            ScriptModel.Open(file, null).Blocks.Select(b => (b.Path, b.Class, b.Parameters, b.Removable)),
            stored.Blocks.Select(b => (b.Path, b.Class, b.Parameters, b.Removable)));
    }

    [Fact]
    public void IsTheSameBytesEveryTime()
    {
        var file = Fixtures.Bytes("vit.scripted.pt");

        var once = StoredProgram.Write(ScriptProgram.Read(file), Integers);
        var twice = StoredProgram.Write(ScriptProgram.Read(file), Integers);

        Assert.True(once.Span.SequenceEqual(twice.Span));
    }

    [Fact]
    public void StoresATensorOfTwoModulesOnce()
    {
        var program = ScriptProgram.Read(Fixtures.Bytes("tied_weights.scripted.pt"));

        var stored = StoredProgram.Read(StoredProgram.Write(program, Integers));

        Assert.Equal((4, 3), (Matrices(program).Count(), Matrices(program).Distinct().Count()));
        Assert.Equal((4, 3), (Matrices(stored).Count(), Matrices(stored).Distinct().Count()));

        static IEnumerable<PickleValue> Matrices(ScriptProgram program) => program.Modules()
            .SelectMany(m => m.Object.Attributes.Select(a => a.Value))
            .Where(value => TensorInfo.Of(value) is { Sizes.Length: 2 });
    }

    [Fact]
    public void KeepsValuesThatNeitherFormHas()
    {
        var program = ScriptProgram.Read(Fixtures.Bytes("residual_cnn.scripted.pt"));
        var weights = program.Modules().Select(m => TensorInfo.Of(m.Object["weight"] ?? new PickleNone())).OfType<TensorInfo>().First();
        var bytes = program.TensorBytes(weights);
        BitConverter.TryWriteBytes(bytes, float.PositiveInfinity);
        program = program.WithTensorData([KeyValuePair.Create(weights, (ReadOnlyMemory<byte>)bytes)]);

        var read = StoredProgram.Read(StoredProgram.Write(program, Integers));

        var found = read.Modules().Select(m => TensorInfo.Of(m.Object["weight"] ?? new PickleNone())).OfType<TensorInfo>().First();
        Assert.Equal(bytes, read.TensorBytes(found));
    }

    [Fact]
    public void LeavesAFileWithoutFloatingPointTensorsAsItIs()
    {
        var program = ScriptProgram.Read(Fixtures.Bytes("literals.scripted.pt"));

        Assert.Equal(program.Write(), StoredProgram.Write(program, Integers).ToArray());
    }

    [Fact]
    public void HasAFewStoragesForAllTensors()
    {
        var archive = TorchArchive.Read(StoredProgram.Write(ScriptProgram.Read(Fixtures.Bytes("resnet_bottleneck.traced.pt")), Integers));

        Assert.Equal(3, archive.Entries.Count(e => e.Name.StartsWith("data/", StringComparison.Ordinal)));
    }

    private static string Describe(ModuleInstance module) => $"{module.Path}: {module.ClassName} {string.Join(", ", module.Aliases)}\n"
        + string.Join('\n', module.Object.Attributes.Select(a => $"  {a.Key} {Describe(a.Value)}"));

    private static string Describe(PickleValue value) => TensorInfo.Of(value) is { } tensor
        ? $"{tensor.Type} {string.Join('×', tensor.Sizes)} {string.Join(',', tensor.Strides)} {tensor.RequiresGrad}"
        : value.ToString()!;

    private static IEnumerable<string> Sources(ScriptProgram program) => program.Code.Files.Select(f => f.EntryName)
        .Concat([program.Code.FindClass(program.Root.ClassName)!.Body.Statements.Length.ToString(CultureInfo.InvariantCulture)]);
}
