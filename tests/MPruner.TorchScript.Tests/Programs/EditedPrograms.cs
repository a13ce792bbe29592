using System.Text.Json;
using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.TorchScript.Tests.Programs;

public sealed class EditedPrograms
{
    private const string Sequential = "__torch__.torch.nn.modules.container.Sequential";
    private const string Constants = "__torch__.language.Constants";

    [Fact]
    public void LoseABlocksStoragesAndClasses()
    {
        var before = ScriptProgram.Read(Fixture.Bytes("constants.traced.pt"));
        var after = ScriptProgram.Read(WithoutSecondBlock(before).Write());

        var kept = before.Modules().Select(m => m.Path).Where(p => !p.StartsWith("blocks.1", StringComparison.Ordinal));
        Assert.Equal(kept, after.Modules().Select(m => m.Path));
        Assert.Null(after.Code.FindClass("__torch__.language.___torch_mangle_1.Shifted"));
        Assert.NotNull(after.Code.FindClass("__torch__.language.___torch_mangle_3.Shifted"));
        Assert.Equal(Count(before.Archive, "data/") - 2, Count(after.Archive, "data/"));
    }

    [Fact]
    public void WithoutABlockLoadInPyTorchWithTheOtherTensors()
    {
        var before = Fixture.Bytes("constants.traced.pt");
        var judged = Judge.Describe(before, WithoutSecondBlock(ScriptProgram.Read(before)).Write());
        var tensors = judged[0].GetProperty("tensors").EnumerateObject();
        var kept = tensors.Where(t => !t.Name.StartsWith("blocks.1", StringComparison.Ordinal));
        Assert.Equal(kept.Select(Text), judged[1].GetProperty("tensors").EnumerateObject().Select(Text));
    }

    [Fact]
    public void LoseWhatWasDerivedFromThem()
    {
        string[] derived = ["bytecode.pkl", "mobile_debug_handles.pkl", ".data/serialization_id"];
        string[] others = ["extra/labels.txt", ".data/version"];
        var made = derived.Concat(others).Select(name => KeyValuePair.Create(name, (ReadOnlyMemory<byte>)"made"u8.ToArray()));
        var before = ScriptProgram.Read(TorchArchive.Read(Fixture.Bytes("constants.traced.pt")).With(made, []).Write());
        var after = TorchArchive.Read(WithoutSecondBlock(before).Write());

        Assert.Equal(derived[..2].Order(), before.DerivedEntries.Order());
        Assert.All(derived, name => Assert.Null(after.Find(name)));
        Assert.All(others, name => Assert.NotNull(after.Find(name)));
        Assert.All(derived, name => Assert.NotNull(TorchArchive.Read(before.Write()).Find(name)));
    }

    [Fact]
    public void KeepDebugRecordsOfUntouchedCodeOnly()
    {
        const string Untouched = "code/__torch__/language.py.debug_pkl";
        var before = ScriptProgram.Read(Fixture.Bytes("constants.traced.pt")).Archive;
        var after = TorchArchive.Read(WithoutSecondBlock(ScriptProgram.Read(Fixture.Bytes("constants.traced.pt"))).Write());
        Assert.Null(after.Find("code/__torch__/torch/nn/modules/container.py.debug_pkl"));
        Assert.Null(after.Find("code/__torch__/language/___torch_mangle_1.py"));
        Assert.Null(after.Find("code/__torch__/language/___torch_mangle_1.py.debug_pkl"));
        Assert.Equal(before.Find(Untouched)!.Data.ToArray(), after.Find(Untouched)!.Data.ToArray());
    }

    [Fact]
    public void AreTheSameBytesEveryTime() =>
        Assert.Equal(
            WithoutSecondBlock(ScriptProgram.Read(Fixture.Bytes("constants.traced.pt"))).Write(),
            WithoutSecondBlock(ScriptProgram.Read(Fixture.Bytes("constants.traced.pt"))).Write());

    [Fact]
    public void LoseConstantsThatNoCodeReads()
    {
        var program = ScriptProgram.Read(Fixture.Bytes("constants.traced.pt"));
        var (_, dropped) = WithoutConstant(program);
        var after = ScriptProgram.Read(dropped.Write());

        Assert.IsType<PickleNone>(after.Constants[0]);
        Assert.Equal(program.Constants.Length, after.Constants.Length);
        Assert.Equal(Count(program.Archive, "constants/") - 1, Count(after.Archive, "constants/"));
    }

    [Fact]
    public void WithoutAnUnusedConstantGiveTheSameOutputsInPyTorch()
    {
        var (unread, dropped) = WithoutConstant(ScriptProgram.Read(Fixture.Bytes("constants.traced.pt")));
        var judged = Judge.Describe(unread.Write(), dropped.Write());
        Assert.NotNull(judged[0].GetProperty("outputOfOnes8").GetString());
        Assert.Equal(judged[0].GetProperty("outputOfOnes8").GetString(), judged[1].GetProperty("outputOfOnes8").GetString());
    }

    [Fact]
    public void WhoseClassIsReplacedByACloneLoseTheOldClass()
    {
        var program = ScriptProgram.Read(Fixture.Bytes("constants.traced.pt"));
        var (old, clone) = (program.Root.ClassName, QualifiedName.Mangle(program.Root.ClassName, program.Code.NextMangle()));
        var after = ScriptProgram.Read(WithAClonedClass(program).Write());

        Assert.Equal(clone, after.Root.ClassName);
        Assert.Null(after.Code.FindClass(old));
        Assert.NotNull(after.Code.FindClass("__torch__.language.Shifted"));
    }

    [Fact]
    public void WhoseClassIsReplacedByACloneLoadInPyTorch() =>
        Judge.Describe(WithAClonedClass(ScriptProgram.Read(Fixture.Bytes("constants.traced.pt"))).Write());

    [Theory]
    [InlineData("tied_weights.scripted.pt")]
    [InlineData("tied_weights.traced.pt")]
    public void ThatRemoveTheFirstUseOfATiedWeightKeepItInTheNext(string name)
    {
        var program = ScriptProgram.Read(Fixture.Bytes(name));
        var holders = program.Modules()
            .SelectMany(m => m.Object.Attributes.Select(a => (Module: m.Object, a.Key, a.Value)))
            .Where(a => TensorInfo.Of(a.Value) is not null)
            .GroupBy(a => a.Value, ReferenceEqualityComparer.Instance)
            .First(g => g.Count() > 1).ToList();
        var (first, second) = (holders[0], holders[^1]);
        var rewriter = new PickleRewriter(value => ReferenceEquals(value, first.Module)
            ? first.Module.With(attributes: first.Module.Attributes.Where(a => a.Key != first.Key)) : null);

        var edited = program.With((PickleObject)rewriter.Rewrite(program.Root), program.Code);
        var after = ScriptProgram.Read(edited.Write());
        var kept = after.Modules().SelectMany(m => m.Object.Attributes).Select(a => TensorInfo.Of(a.Value)).OfType<TensorInfo>();
        Assert.Contains(TensorInfo.Of(second.Value), kept);
        Assert.Equal(Count(program.Archive, "data/"), Count(after.Archive, "data/"));
    }

    [Theory]
    [InlineData("layouts.scripted.pt")]
    [InlineData("dtypes.scripted.pt")]
    [InlineData("tied_weights.traced.pt")]
    public void WithNewTensorValuesAreReadBackWithThem(string name)
    {
        var program = ScriptProgram.Read(Fixture.Bytes(name));
        var tensors = Tensors(program);
        var edited = WithReversedTensors(program);
        var after = ScriptProgram.Read(edited.Write());
        Assert.All(tensors, t => Assert.Equal(edited.TensorBytes(t), after.TensorBytes(t)));
    }

    [Theory]
    [InlineData("layouts.scripted.pt")]
    [InlineData("dtypes.scripted.pt")]
    [InlineData("tied_weights.traced.pt")]
    public void WithNewTensorValuesAreReadByPyTorch(string name)
    {
        var judged = Judge.Describe(Fixture.Bytes(name), WithReversedTensors(ScriptProgram.Read(Fixture.Bytes(name))).Write());
        Assert.Equal(judged[0].GetProperty("modules").GetRawText(), judged[1].GetProperty("modules").GetRawText());
        Assert.NotEqual(judged[0].GetProperty("tensors").GetRawText(), judged[1].GetProperty("tensors").GetRawText());
    }

    private static ScriptProgram WithoutSecondBlock(ScriptProgram program)
    {
        var blocks = (PickleObject)program.Root["blocks"]!;
        var fewer = blocks.With(attributes: blocks.Attributes.Where(a => a.Key != "1"));
        var root = new PickleRewriter(value => ReferenceEquals(value, blocks) ? fewer : null).Rewrite(program.Root);
        program = program.With((PickleObject)root, program.Code);
        program = Edited(program, Sequential, "(_1).forward((_0).forward(input, ), )", "(_0).forward(input, )");
        program = Edited(program, Sequential, "    _1 = getattr(self, \"1\")\n", "");
        return Edited(program, Sequential, "  __annotations__[\"1\"] = __torch__.language.___torch_mangle_1.Shifted\n", "");
    }

    /// <summary>The program that no longer adds a constant, and the one that no longer reads it.</summary>
    private static (ScriptProgram Unread, ScriptProgram Dropped) WithoutConstant(ScriptProgram program)
    {
        var unread = Edited(program, Constants, "torch.add(x, torch.detach(_0))", "x");
        return (unread, Edited(unread, Constants, "torch.to(CONSTANTS.c0, torch.device(\"cpu\"), 6)", "0"));
    }

    private static ScriptProgram WithAClonedClass(ScriptProgram program)
    {
        var (old, clone) = (program.Root.ClassName, QualifiedName.Mangle(program.Root.ClassName, program.Code.NextMangle()));
        var code = program.Code.WithClass(clone, ClassClone.Renamed(program.Code.FindClass(old)!, old, clone));
        return program.With(program.Root.With(className: clone), code);
    }

    private static List<TensorInfo> Tensors(ScriptProgram program) =>
        [.. program.Root.DescendantsAndSelf().Select(TensorInfo.Of).OfType<TensorInfo>()];

    /// <summary>Reverses the bytes of every tensor.</summary>
    private static ScriptProgram WithReversedTensors(ScriptProgram program)
    {
        foreach (var tensor in Tensors(program))
        {
            var bytes = program.TensorBytes(tensor);
            Array.Reverse(bytes);
            program = program.WithTensorData([KeyValuePair.Create(tensor, (ReadOnlyMemory<byte>)bytes)]);
            Assert.Equal(bytes, program.TensorBytes(tensor));
        }

        return program;
    }

    private static ScriptProgram Edited(ScriptProgram program, string className, string old, string @new)
    {
        var text = CodePrinter.Print(program.Code.FindClass(className)!);
        Assert.Contains(old, text, StringComparison.Ordinal);
        var definition = (ClassDefinition)CodeParser.ParseDefinition(text.Replace(old, @new, StringComparison.Ordinal));
        return program.With(program.Root, program.Code.WithClass(className, definition));
    }

    private static int Count(TorchArchive archive, string folder) =>
        archive.Entries.Count(e => e.Name.StartsWith(folder, StringComparison.Ordinal));

    private static string Text(JsonProperty property) => property.ToString();
}
