namespace MPruner.TorchScript.Tests.Code;

/// <summary>Source in all forms that PyTorch has written since 1.2, one or a few constructs each.</summary>
internal static class SourceSamples
{
    public const string Module = """
        class Net(Module):
          __parameters__ = ["weight", "bias", ]
          __buffers__ = []
          training : bool
          downsample : NoneType
          factor : Final[float] = 1.0000000000000001e-05
          name : Final[str] = "a \"quoted\" \\ \012 string"
          batch_first : Final[bool] = True
          __annotations__["0"] = __torch__.torch.nn.modules.linear.Linear
          __annotations__["1"] = __torch__.torch.nn.modules.linear.___torch_mangle_3.Linear
          def forward(self: __torch__.net.Net,
            x: Tensor,
            mask: Optional[Tensor]=None) -> Tuple[Tensor, Dict[str, Tensor]]:
            _0 = getattr(self, "0")
            _1 = (getattr(self, "1")).forward((_0).forward(x, ), )
            a, b, = (self).split(_1, )
            c : Optional[Tensor] = a
            if torch.__is__(mask, None):
              d = unchecked_cast(Tensor, c)
            else:
              ops.prim.RaiseException("no", "builtins.ValueError")
              d = uninitialized(Tensor)
            for _2 in range(3):
              d = torch.add(d, CONSTANTS.c0, alpha=-1)
            _3 = True
            while _3:
              _3 = torch.lt((torch.size(d))[0], 9223372036854775807)
            _4 = annotate(List[int], [])
            _5 = [float("inf"), 0., 1e-5, -2.5]
            _6 = {"loss": d, "x": b}
            return (d, _6)
          def split(self: __torch__.net.Net,
            x: Tensor) -> Tuple[Tensor, Tensor]:
            return (x, x)

        """;

    public static readonly string[] Files =
    [
        Module,
        "",
        "\n",
        "# only a comment",
        "def f(x: Tensor) -> Tensor:\n  return x",
        "def f(x: Tensor, *, y: int=1) -> Tuple[()]:\n  return ()\n\n\ndef g(x: Tensor) -> None:\n  pass\n",
        "op_version_set = 1\nimport __torch__.a.b\n"
            + "class A(Module):\n  def forward(self,\n      x: Tensor) -> Tensor:\n    return self.layers.0.weight\n",
        "class P(NamedTuple):\n  a : Tensor\n  b : Optional[int] = None\n",
        "class Color(Enum):\n  RED = 1\n  GREEN = \"green\"\n",
        "class I(Interface):\n  def one(self,\n    x: Tensor) -> Tensor:\n    pass\n",
        "class C:\n  x : int\n  def __init__(self: __torch__.C,\n    x: int) -> NoneType:\n    self.x = x\n    return None\n",
        "def f(x):\n  with __torch__.G() as g:\n    a = x\n  with torch.no_grad():\n    b = a\n  return b\n",
        "def f(x):\n  if a:\n    y = 1\n  elif b and not c or d is not None:\n    y = 2\n  else:\n    y = 3\n  return y, y,\n",
        "def f(x):\n  y = a if b else c\n  y += x[0] ** -2 * 3 // 4 % 5 @ z\n  y[0] = (1,)\n"
            + "  z = a not in b\n  return ~y << 2 | 1 & 3 ^ 4\n",
        "def f(x):\n\tfor a, b in zip(x, y):\n\t\tbreak\n\tassert a, \"message\"\n\traise Exception(\"a\" 'b')\n",
        "def f(x):\r\n  # a comment\r\n  y = g(x, # in the list\r\n    1)   # and after\r\n\r\n  return y\r\n",
        "def f(x):\n  y = \\\n    1\n  s = \"\"\"two\n  lines\"\"\"\n  t = ''\n  return [-1, 0x1F, 1.5e+10, .5, 2j, ...]\n",
        "def größe(ß: Tensor) -> Tensor:\n  return ß  # ü\n# the end",
    ];
}
