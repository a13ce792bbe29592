using System.Text;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Tests.Code;

public sealed class EditingALibrary
{
    private const string First = """
        class A(Module):
          child : __torch__.m.___torch_mangle_4.B
          def forward(self: __torch__.m.A,
            x: Tensor) -> Tensor:
            _0 = __torch__.m.f
            _1 = "__torch__.m.unused"
            return _0(x, __torch__.m.Color.RED, )
        def f(x: Tensor,
            y: __torch__.m.Color) -> Tensor:
          return x
        def unused(x: Tensor) -> Tensor:
          return x
        class Color(Enum):
          RED = 1

        """;

    private const string Second = "class B(Module):\n  training : bool\n";

    private static readonly CodeLibrary Library = Read(
        ("code/__torch__/m.py", First), ("code/__torch__/m/___torch_mangle_4.py", Second), ("code/__torch__/m.py.debug_pkl", "?"));

    [Fact]
    public void FindsClassesAndFunctionsByQualifiedName()
    {
        Assert.Equal("B", Library.FindClass("__torch__.m.___torch_mangle_4.B")!.Name.Text);
        Assert.Equal("f", Library.FindFunction("__torch__.m.f")!.Name.Text);
        Assert.Null(Library.FindClass("__torch__.m.f"));
        Assert.Null(Library.FindClass("__torch__.m.B"));
        Assert.Equal(2, Library.Files.Length);
    }

    [Fact]
    public void NamesWhatADefinitionRefersTo() => Assert.Equal(
        ["__torch__.m.___torch_mangle_4.B", "__torch__.m.A", "__torch__.m.f", "__torch__.m.Color"],
        Library.ReferencedNames(Library.FindClass("__torch__.m.A")!));

    [Fact]
    public void ReplacesAClassInPlace()
    {
        var edited = Library.WithClass("__torch__.m.A", (ClassDefinition)CodeParser.ParseDefinition("class A(Module):\n  pass"));

        var rest = First[First.IndexOf("def f(", StringComparison.Ordinal)..];
        Assert.Equal("class A(Module):\n  pass\n" + rest, Text(edited, "code/__torch__/m.py"));
        Assert.Same(Library.Files[1], edited.Files[1]);
    }

    [Fact]
    public void AddsAClassToItsFile()
    {
        var edited = Library.WithClass("__torch__.m.New", (ClassDefinition)CodeParser.ParseDefinition("class New(Module):\n  pass\n"));

        Assert.Equal(First + "class New(Module):\n  pass\n", Text(edited, "code/__torch__/m.py"));
    }

    [Fact]
    public void AddsAClassAfterALastLineWithoutAnEnd()
    {
        var library = Read(("code/__torch__.py", "class A:\n  pass"));

        var edited = library.WithClass("__torch__.B", (ClassDefinition)CodeParser.ParseDefinition("class B:\n  pass\n"));

        Assert.Equal("class A:\n  pass\nclass B:\n  pass\n", Text(edited, "code/__torch__.py"));
    }

    [Fact]
    public void CreatesAFileForAClassWithoutOne()
    {
        var number = Library.NextMangle();
        var name = QualifiedName.Mangle("__torch__.m.___torch_mangle_4.B", number);

        var edited = Library.WithClass(name, Library.FindClass("__torch__.m.___torch_mangle_4.B")!);

        Assert.Equal(5, number);
        Assert.Equal(Second, Text(edited, "code/__torch__/m/___torch_mangle_5.py"));
        Assert.Equal(6, edited.NextMangle());
    }

    [Fact]
    public void RemovesDefinitionsAndTheFilesThatBecomeEmpty()
    {
        var edited = Library.Without(["__torch__.m.unused", "__torch__.m.___torch_mangle_4.B", "__torch__.m.absent"]);

        Assert.Equal(["code/__torch__/m.py"], edited.Files.Select(f => f.EntryName));
        Assert.Null(edited.FindFunction("__torch__.m.unused"));
        Assert.NotNull(edited.FindClass("__torch__.m.Color"));
    }

    [Fact]
    public void ParsesOnlyWhatIsAskedFor()
    {
        var library = Read(("code/__torch__/good.py", "class A:\n  pass\n"), ("code/__torch__/bad.py", "class :"));

        Assert.NotNull(library.FindClass("__torch__.good.A"));
        Assert.Equal("class :", Encoding.UTF8.GetString(library.Files[1].ToBytes().Span));
        Assert.Equal("MPR1301", Assert.Throws<TorchScriptException>(() => library.FindClass("__torch__.bad.A")).Code);
    }

    [Fact]
    public void RefusesBytesThatAreNotText()
    {
        var library = CodeLibrary.Read([("code/__torch__/a.py", new byte[] { (byte)'#', 0xFF })]);

        var error = Assert.Throws<TorchScriptException>(() => library.FindClass("__torch__.a.A"));

        Assert.Equal("MPR1303", error.Code);
        Assert.Equal(1, error.Offset);
    }

    [Fact]
    public void RefusesTwoDefinitionsOfTheSameName()
    {
        var library = Read(("code/__torch__/a.py", "class A:\n  pass\nclass A:\n  pass\n"));

        Assert.Equal("MPR1304", Assert.Throws<TorchScriptException>(() => library.FindClass("__torch__.a.A")).Code);
    }

    [Theory]
    [InlineData("__torch__.a.___torch_mangle_12.B", "__torch__.a.B")]
    [InlineData("__torch__.___torch_mangle_0.B", "__torch__.B")]
    [InlineData("__torch__.a.___torch_mangle_x.B", "__torch__.a.___torch_mangle_x.B")]
    [InlineData("__torch__.a.B", "__torch__.a.B")]
    public void DemanglesNames(string mangled, string plain) => Assert.Equal(plain, QualifiedName.Demangle(mangled));

    private static CodeLibrary Read(params (string Entry, string Text)[] files) =>
        CodeLibrary.Read(files.Select(f => (f.Entry, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(f.Text))));

    private static string Text(CodeLibrary library, string entry) =>
        Encoding.UTF8.GetString(library.Files.Single(f => f.EntryName == entry).ToBytes().Span);
}
