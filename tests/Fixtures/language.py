"""What may stand in a TorchScript file beside blocks: attributes, tensors, statements, literals, types."""
import math
from collections import namedtuple
from typing import Dict, List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn

from fixture import Fixture, chain, fixture, vectors

WIDTH = 8


class TiedBlock(nn.Module):
    def __init__(self, weight: nn.Parameter):
        super().__init__()
        self.weight = weight

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.tanh(x @ self.weight)


class TiedWeights(nn.Module):
    """Blocks 0 and 2 share a parameter; two parameters and three buffers are windows on storages of others."""

    def __init__(self):
        super().__init__()
        shared, whole = nn.Parameter(torch.randn(WIDTH, WIDTH)), torch.randn(2, WIDTH, WIDTH)
        self.blocks = nn.ModuleList([TiedBlock(shared), TiedBlock(nn.Parameter(whole[0])),
                                     TiedBlock(shared), TiedBlock(nn.Parameter(whole[1]))])
        line = torch.arange(24.0)
        self.register_buffer("low", line[:8])
        self.register_buffer("high", line[16:])
        self.register_buffer("every_third", line[2::3])

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        return x + self.low - self.high * self.every_third


@fixture
def tied_weights() -> Fixture:
    return Fixture("a parameter shared by two blocks, parameters and buffers that are views of one storage with offsets and strides",
                   TiedWeights(), vectors(WIDTH), [chain("blocks.{}", 4)], read_when_traced=("blocks.0",))


class Layouts(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("transposed", torch.randn(3, WIDTH).t())
        self.register_buffer("permuted", torch.randn(2, 3, 4).permute(2, 0, 1))
        self.register_buffer("channels_last", torch.randn(1, 2, 3, 4).contiguous(memory_format=torch.channels_last))
        self.register_buffer("expanded", torch.randn(1, 3).expand(5, 3))
        self.register_buffer("scalar", torch.tensor(2.5))
        self.register_buffer("empty", torch.empty(0, 3))
        self.register_buffer("hidden", torch.ones(2), persistent=False)
        self.register_buffer("none", None)
        self.fixed = nn.Parameter(torch.randn(3), requires_grad=False)
        self.extra = nn.ParameterList()

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.transposed * self.scalar + self.fixed + self.expanded[0] + self.permuted.sum() + self.channels_last.sum()


@fixture
def layouts() -> Fixture:
    return Fixture("transposed, permuted, channels-last, expanded, scalar and empty tensors, a None buffer, an empty ParameterList",
                   Layouts(), vectors(WIDTH))


DTYPES = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32,
          torch.float64, torch.bool, torch.complex64, torch.complex128)


class Dtypes(nn.Module):
    def __init__(self):
        super().__init__()
        for dtype in DTYPES:
            self.register_buffer(str(dtype).split(".")[1] + "_", torch.tensor([0, 1, 2, 100]).to(dtype))

    def forward(self, x: Tensor) -> Tensor:
        real = x + self.uint8_ + self.int8_ + self.int16_ + self.int32_ + self.int64_ + self.float16_ + self.bfloat16_
        return torch.where(self.bool_, real, x) + self.float64_ + torch.real(self.complex64_ * self.complex128_)


@fixture
def dtypes() -> Fixture:
    return Fixture("one buffer of every dtype: integers, halves, doubles, bool, complex", Dtypes(), vectors(4))


class Shifted(nn.Module):
    """Traced, each table becomes an entry of constants.pkl: the first this block's own, the second everybody's."""

    def __init__(self, index: int):
        super().__init__()
        self.index = index
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.fc(x) * torch.tensor([float(self.index + i) for i in range(WIDTH)]) + torch.tensor([0.0, 1, 0, 2, 0, 3, 0, 4])


class Constants(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[Shifted(i) for i in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        return self.blocks(x + torch.tensor([1.5, 2, 3, 4, 5, 6, 7, 8])) * torch.tensor([0.0, 1, 0, 2, 0, 3, 0, 4])


@fixture
def constants() -> Fixture:
    return Fixture("tensor constants (CONSTANTS.cN), some used only inside a removable block, some outside",
                   Constants(), vectors(WIDTH), [chain("blocks.{}", 3)], forms=("traced",))


class Bounds(NamedTuple):
    low: Tensor
    high: Tensor
    name: str


Pair = namedtuple("Pair", ["first", "second"])


class Attributes(nn.Module):
    table: Dict[str, Tensor]
    counts: Dict[int, float]
    names: List[str]
    grid: List[List[int]]
    flags: List[bool]
    maybe: Optional[Tensor]
    other: Optional[int]
    pair: Tuple[int, Tuple[float, str]]
    bounds: Bounds
    empty: List[Tensor]
    nothing: Dict[str, int]

    def __init__(self):
        super().__init__()
        self.table = {"up": torch.ones(WIDTH), "down": torch.zeros(WIDTH)}
        self.counts = {3: 0.5, -7: float("inf")}
        self.names = ["up", "down", ""]
        self.grid = [[1, -2], [], [2**40, -(2**40), 255, 256, 65536]]
        self.flags = [True, False]
        self.maybe = None
        self.other = 7
        self.pair = (1, (0.1, "inner"))
        self.bounds = Bounds(torch.full((WIDTH,), -1.0), torch.ones(WIDTH), "clamp")
        self.empty = []
        self.nothing = {}
        self.integer = 12
        self.number = 1e-5
        self.text = 'quotes "\' and \\ and ünïcödé\n'
        self.flag = True
        self.device = torch.device("cpu")

    def forward(self, x: Tensor) -> Tensor:
        maybe = self.maybe
        if maybe is not None:
            x = x + maybe
        if self.flag and self.flags[0] and self.text != "":
            x = x * self.integer + self.number + self.pair[1][0] + self.counts[3] + float(len(self.grid[0])) + len(self.nothing)
        for name in self.names:
            if name in self.table:
                x = x + self.table[name].to(self.device)
        for more in self.empty:
            x = x + more
        return torch.min(torch.max(x, self.bounds.low), self.bounds.high)


@fixture
def attributes() -> Fixture:
    return Fixture("attributes of every kind: numbers, strings, NamedTuple, Dict, List, Optional, Tuple, device, empty containers",
                   Attributes(), vectors(WIDTH), forms=("scripted",))


@torch.jit.script
class Counter:
    def __init__(self, start: int):
        self.count = start

    def next(self, by: int = 1) -> int:
        self.count += by
        return self.count


@torch.jit.script
def scale_by(x: Tensor, factor: float) -> Tensor:
    return x * factor if factor > 0 else -x


def soften(x: Tensor, factor: float = 0.5) -> Tensor:
    return scale_by(torch.tanh(x), factor)


class CountingBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        counter = Counter(1)
        return x + soften(self.fc(x)) * counter.next() + counter.next(2)


class CustomClass(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[CountingBlock() for _ in range(3)])
        self.counter = Counter(5)

    def forward(self, x: Tensor) -> Tensor:
        return self.blocks(x) * self.counter.count


@fixture
def custom_class() -> Fixture:
    return Fixture("a TorchScript class as local and as attribute, free functions that call each other",
                   CustomClass(), vectors(WIDTH), [chain("blocks.{}", 3)], forms=("scripted",))


@torch.jit.interface
class Step(nn.Module):
    def forward(self, input: Tensor) -> Tensor:
        pass


class Interfaces(nn.Module):
    step: Step

    def __init__(self):
        super().__init__()
        self.step = nn.Linear(WIDTH, WIDTH)
        self.blocks = nn.ModuleList([CountingBlock() for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        return self.tail(self.step.forward(x))

    @torch.jit.export
    def tail(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        return x

    @torch.jit.export
    def width(self) -> int:
        return self.blocks[0].fc.weight.size(0)


@fixture
def interface() -> Fixture:
    return Fixture("a submodule behind an interface, exported methods beside forward, one of which calls the blocks",
                   Interfaces(), vectors(WIDTH), [chain("blocks.{}", 3, kept=(0,))], forms=("scripted",))


class Statements(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = 3

    def forward(self, x: Tensor, names: Optional[List[str]] = None) -> Tensor:
        assert x.dim() == 2, f"expected 2 dimensions, got {x.dim()}"
        if x.size(1) > 100:
            raise ValueError("too wide: {}".format(x.size(1)))
        elif x.size(1) < 1:
            raise RuntimeError("empty")
        count, total = 0, 0.0
        while count < self.steps and total <= 10.0:
            count += 1
            if count == 2:
                continue
            total += float(count) ** 2 // 2 % 7
        with torch.no_grad():
            scale = x.abs().amax(dim=1, keepdim=True).clamp(min=1e-12)
        parts = [part * (i + 1) for i, part in enumerate(x.chunk(2, dim=1))]
        table: Dict[str, Tensor] = {"a": parts[0], "b": parts[-1]}
        if names is not None:
            for name in names:
                if name.upper() == "B" or not name.startswith("a"):
                    break
                print(name)
        joined = torch.cat([table[key] for key in ["a", "b"]], 1)[..., 1:-1:2]
        joined[:, 0] = joined[:, 0] * -1
        width, device = joined.shape[-1], joined.device
        ramp = torch.arange(width, dtype=torch.float32, device=device)[None]
        bits = (width << 2 | 1) & 29 ^ 5
        low, high = (bits, width) if bits < width else (width, bits)
        return joined / scale + ramp * total + (high - low) + (1 if 0 < width <= 3 and device.type == "cpu" else 0)


@fixture
def statements() -> Fixture:
    return Fixture("assert, raise, while, continue, break, with no_grad, slices, comprehensions, f-strings, bit operators, assignment to an index",
                   Statements(), vectors(WIDTH), forms=("scripted",))


class Literals(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        text = "tab\t newline\n quote\" apostrophe' backslash\\ bell\a ünïcödé 你好"
        numbers = [1e-5, -1e-5, 0.1, 1e300, 5e-324, -0.0, 3.0, 123456789.125, math.pi, 1e22]
        limits = [float("inf"), -float("inf"), float("nan"), math.inf]
        integers = [0, -1, 2147483648, -9223372036854775807, 9223372036854775807]
        x = x.masked_fill(x < -1e9, -float("inf")).clamp(-3.5, 6)
        for number in numbers:
            x = x + number * 0
        if len(text) + len(limits) + len(integers) == 0:
            x = x + limits[2]
        return torch.where(x == float("inf"), torch.zeros_like(x), x)


@fixture
def literals() -> Fixture:
    return Fixture("negative, infinite, NaN, denormal and exponent floats, 64-bit integers, escapes in strings",
                   Literals(), vectors(WIDTH), forms=("scripted",))


class HalfBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.fc(self.norm(x))


@fixture
def half() -> Fixture:
    model = nn.Sequential(*[HalfBlock() for _ in range(3)]).half()
    return Fixture("float16 weights; this libtorch has no float16 kernels for a CPU", model,
                   lambda n: {"input": torch.randn(n, WIDTH).half()}, [chain("{}", 3)], forms=("scripted",), runs=False)


@fixture
def bfloat16() -> Fixture:
    model = nn.Sequential(*[HalfBlock() for _ in range(3)]).bfloat16()
    return Fixture("bfloat16 weights and stream", model,
                   lambda n: {"input": torch.randn(n, WIDTH).bfloat16()}, [chain("{}", 3)])
