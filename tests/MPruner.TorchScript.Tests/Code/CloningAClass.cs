using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Tests.Code;

public sealed class CloningAClass
{
    [Fact]
    public void RenamesItWhereverItsCodeNamesIt()
    {
        var definition = (ClassDefinition)CodeParser.ParseDefinition("""
            class B(Module):
              next : Optional[__torch__.a.B]
              other : __torch__.a.Bee
              inner : __torch__.a.B.c.D
              mangled : __torch__.a.___torch_mangle_1.B
              def forward(self: __torch__.a.B,
                x: Tensor) -> List[__torch__.a.B]:
                _0 = __torch__.a.B.__new__(__torch__.a.B)
                _1 = x.__torch__.a.B
                print("__torch__.a.B")  # __torch__.a.B
                return [_0]
            """);

        var clone = ClassClone.Renamed(definition, "__torch__.a.B", "__torch__.a.___torch_mangle_7.B");

        Assert.Equal(
            """
            class B(Module):
              next : Optional[__torch__.a.___torch_mangle_7.B]
              other : __torch__.a.Bee
              inner : __torch__.a.B.c.D
              mangled : __torch__.a.___torch_mangle_1.B
              def forward(self: __torch__.a.___torch_mangle_7.B,
                x: Tensor) -> List[__torch__.a.___torch_mangle_7.B]:
                _0 = __torch__.a.___torch_mangle_7.B.__new__(__torch__.a.___torch_mangle_7.B)
                _1 = x.__torch__.a.B
                print("__torch__.a.B")  # __torch__.a.B
                return [_0]

            """,
            CodePrinter.Print(clone));
    }

    [Fact]
    public void ChangesItsOwnName()
    {
        var definition = (ClassDefinition)CodeParser.ParseDefinition("class B(Module):\n  pass\n");

        Assert.Equal("class Copy(Module):\n  pass\n", CodePrinter.Print(ClassClone.Renamed(definition, "__torch__.B", "__torch__.m.Copy")));
    }
}
