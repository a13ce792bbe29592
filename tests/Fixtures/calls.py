"""How a parent may call its blocks: adding, under if, in loops, twice, with a tuple, around a long skip."""
from typing import Tuple

import torch
from torch import Tensor, nn

from fixture import Fixture, chain, fixture, vectors

WIDTH = 8


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(WIDTH, WIDTH)
        self.fc2 = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.fc2(torch.relu(self.fc1(x)))


class Branch(nn.Module):
    """What a parent adds to the stream."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(WIDTH, WIDTH)
        self.fc2 = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(torch.tanh(self.fc1(x)))


class ParentAdds(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(WIDTH, WIDTH)
        self.left = Branch()
        self.right = Branch()
        self.inplace = Branch()
        self.last = Branch()

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        x = x + self.left(x)
        x = self.right(x) + x
        x += self.inplace(x)
        return x + self.last(x)


@fixture
def parent_adds() -> Fixture:
    return Fixture("the parent adds: x + block(x), block(x) + x, x += block(x)",
                   ParentAdds(), vectors(WIDTH), [{"left": True, "right": True, "inplace": True, "last": True}], "nothing added")


class ParentAddsInLoop(nn.Module):
    def __init__(self):
        super().__init__()
        self.branches = nn.ModuleList([Branch() for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        for branch in self.branches:
            x = x + branch(x)
        return x


@fixture
def parent_adds_in_loop() -> Fixture:
    return Fixture("a ModuleList whose parent adds each block's output",
                   ParentAddsInLoop(), vectors(WIDTH), [chain("branches.{}", 3)], "nothing added")


class UnusedSecond(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        gate = torch.sigmoid(self.fc(x))
        return x * gate, gate.mean(1)


class TupleUnused(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([UnusedSecond() for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x, _ = block(x)
        return x


@fixture
def tuple_unused() -> Fixture:
    return Fixture("a block returns a tuple whose second member is unpacked and never read",
                   TupleUnused(), vectors(WIDTH), [chain("blocks.{}", 3)], "stream and nothing")


class TupleUsed(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([UnusedSecond() for _ in range(3)])

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        gates = []
        for block in self.blocks:
            x, gate = block(x)
            gates.append(gate)
        return x, torch.stack(gates, 1)


@fixture
def tuple_used() -> Fixture:
    return Fixture("the second member of every block's tuple is returned by the model, so nothing may go",
                   TupleUsed(), vectors(WIDTH), [chain("blocks.{}", 3, kept=(0, 1, 2))])


class CalledTwice(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Sequential(Residual(), Residual()), nn.Sequential(Residual(), Residual()))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return self.encoder(x) - self.encoder(y)


@fixture
def called_twice() -> Fixture:
    return Fixture("a nested container called on two inputs: traced, it and all below have forward and forward1",
                   CalledTwice(), lambda n: {"x": torch.randn(n, WIDTH), "y": torch.randn(n, WIDTH)},
                   [{"encoder.0.0": True, "encoder.0.1": True, "encoder.1.0": True, "encoder.1.1": True}])


class Conditional(nn.Module):
    deep: bool

    def __init__(self):
        super().__init__()
        self.deep = True
        self.first = Residual()
        self.second = Residual()
        self.third = Residual()

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        if x.size(0) > 0 and self.deep:
            x = self.second(x)
        return self.third(x)


@fixture
def conditional() -> Fixture:
    return Fixture("a block called under an if whose other branch leaves the stream alone",
                   Conditional(), vectors(WIDTH), [{"first": True, "second": True, "third": True}], forms=("scripted",))


class SequentialInLoop(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[Residual() for _ in range(4)])

    def forward(self, x: Tensor) -> Tensor:
        for index, block in enumerate(self.blocks):
            x = block(x) if index % 2 == 0 else torch.relu(block(x))
        return x


@fixture
def sequential_in_loop() -> Fixture:
    return Fixture("a Sequential that its parent iterates over; the Sequential's own forward is never called",
                   SequentialInLoop(), vectors(WIDTH), [chain("blocks.{}", 4)], forms=("scripted", "traced"))


class LongSkip(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Residual() for _ in range(4)])

    def forward(self, x: Tensor) -> Tensor:
        early = x
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index == 1:
                early = x
        return torch.cat([x, early], 1)


@fixture
def long_skip() -> Fixture:
    return Fixture("the output of the second block is read twice, by the next block and by the end",
                   LongSkip(), vectors(WIDTH), [chain("blocks.{}", 4)])


class KeywordCall(nn.Module):
    """A first parameter that is not called self, a block called by keyword, an argument with a default."""

    class Scaled(nn.Module):
        def __init__(module):
            super().__init__()
            module.fc = nn.Linear(WIDTH, WIDTH)

        def forward(module, x: Tensor, scale: float = 1.0, shift: int = 0) -> Tensor:
            return x + module.fc(x) * scale + shift

    def __init__(this):
        super().__init__()
        this.blocks = nn.ModuleList([KeywordCall.Scaled() for _ in range(3)])

    def forward(this, x: Tensor) -> Tensor:
        for block in this.blocks:
            x = block(scale=0.5, x=x)
        return x


@fixture
def keyword_call() -> Fixture:
    return Fixture("blocks called by keyword with defaults left out; methods whose first parameter is not self",
                   KeywordCall(), vectors(WIDTH), [chain("blocks.{}", 3)], forms=("scripted",))


class NoBlocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(WIDTH, 5), nn.ReLU(), nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 2))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


@fixture
def no_blocks() -> Fixture:
    return Fixture("a plain network without any chain of blocks", NoBlocks(), vectors(WIDTH))
