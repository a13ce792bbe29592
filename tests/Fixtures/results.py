"""What a model may return beside a tensor: dictionaries, lists, named tuples, nothing, and all of them in one another."""
from typing import Dict, List, NamedTuple, Optional, Tuple, Union

import torch
from torch import Tensor, nn

from calls import Residual, WIDTH
from fixture import Fixture, chain, fixture, vectors


class Trunk(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[Residual() for _ in range(3)])
        self.head = nn.Linear(WIDTH, 4)


class ReturnsDict(Trunk):
    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        hidden = self.blocks(x)
        return {"scores": self.head(hidden), "hidden": hidden, "input": x * 2}


@fixture
def returns_dict() -> Fixture:
    return Fixture("forward returns a dictionary: its first inserted value is scored, although another name comes first in the alphabet",
                   ReturnsDict(), vectors(WIDTH), [chain("blocks.{}", 3)], strict=False)


class ReturnsFilledDict(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(*[Residual() for _ in range(3)])
        self.second = nn.Sequential(*[Residual() for _ in range(3)])

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        found: Dict[str, Tensor] = {}
        found["first"] = self.first(x)
        found["second"] = self.second(x)
        return found


@fixture
def returns_filled_dict() -> Fixture:
    return Fixture("a dictionary that is filled entry by entry: blocks behind its second entry alone must stay",
                   ReturnsFilledDict(), vectors(WIDTH), [chain("first.{}", 3), chain("second.{}", 3, kept=(0, 1, 2))], forms=("scripted",))


class ReturnsList(Trunk):
    def forward(self, x: Tensor) -> List[Tensor]:
        hidden = self.blocks(x)
        return [self.head(hidden), hidden]


@fixture
def returns_list() -> Fixture:
    return Fixture("forward returns a list", ReturnsList(), vectors(WIDTH), [chain("blocks.{}", 3)], strict=False)


class Output(NamedTuple):
    loss: Optional[Tensor]
    scores: Tensor
    hidden: Optional[Tensor]


class ReturnsNamedTuple(Trunk):
    def forward(self, x: Tensor, labels: Optional[Tensor] = None) -> Output:
        hidden = self.blocks(x)
        return Output(None, self.head(hidden), hidden)


@fixture
def returns_named_tuple() -> Fixture:
    return Fixture("forward returns a named tuple whose first member is None", ReturnsNamedTuple(), vectors(WIDTH), [chain("blocks.{}", 3)], forms=("scripted",))


class ReturnsNested(Trunk):
    def forward(self, x: Tensor) -> Tuple[Dict[str, List[Optional[Tensor]]], int, Optional[Output], Tuple[Tensor], List[Tensor]]:
        hidden = self.blocks(x)
        layers: List[Optional[Tensor]] = [None, self.head(hidden)]
        empty: List[Tensor] = []
        found = {"layers": layers}
        if x.size(0) > 0:
            more: List[Optional[Tensor]] = [hidden, None]
            found["more"] = more
        last: Optional[Output] = Output(None, hidden, None)
        return found, 3, last, (x,), empty


@fixture
def returns_nested() -> Fixture:
    return Fixture("forward returns a tuple of a dictionary of lists, a number, a named tuple that may be None, a tuple of one, and an empty list",
                   ReturnsNested(), vectors(WIDTH), [chain("blocks.{}", 3)], forms=("scripted",))


class ReturnsMixed(Trunk):
    def forward(self, x: Tensor) -> Tuple[Dict[str, Tensor], List[Tensor]]:
        hidden = self.blocks(x)
        return {"scores": self.head(hidden)}, [hidden, x * 2]


@fixture
def returns_mixed() -> Fixture:
    return Fixture("forward returns a tuple of a dictionary and a list", ReturnsMixed(), vectors(WIDTH), [chain("blocks.{}", 3)], strict=False)


class ReturnsUnion(Trunk):
    def forward(self, x: Tensor) -> Union[Tensor, List[Tensor], int]:
        hidden = self.blocks(x)
        if x.size(0) == 0:
            return 0
        if x.size(0) == 1:
            return hidden
        return [self.head(hidden), hidden]


@fixture
def returns_union() -> Fixture:
    return Fixture("forward returns a tensor, a list or a number, as the input wants it", ReturnsUnion(), vectors(WIDTH), [chain("blocks.{}", 3)], forms=("scripted",))


class Inner(Trunk):
    def forward(self, x: Tensor) -> Output:
        hidden = self.blocks(x)
        return Output(None, hidden, hidden * 2)


class ReadsNamedTuple(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()
        self.head = nn.Linear(WIDTH, 4)
        self.aside = nn.Sequential(*[Residual() for _ in range(3)])

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        output = self.inner(x)
        return {"scores": self.head(output.scores), "aside": self.aside(x)}


@fixture
def reads_named_tuple() -> Fixture:
    return Fixture("a submodule returns a named tuple of which the scored output reads one member",
                   ReadsNamedTuple(), vectors(WIDTH), [chain("inner.blocks.{}", 3), chain("aside.{}", 3, kept=(0, 1, 2))], forms=("scripted",))


@torch.jit.script
class Scores:
    def __init__(self, scores: Tensor):
        self.scores = scores


class ReturnsObject(Trunk):
    def forward(self, x: Tensor) -> Tuple[Tensor, Scores]:
        hidden = self.blocks(x)
        return hidden, Scores(self.head(hidden))


@fixture
def returns_object() -> Fixture:
    return Fixture("forward returns an object of a class of its own, in which no tensor can be told: MPR3005 where it is to run",
                   ReturnsObject(), vectors(WIDTH), [chain("blocks.{}", 3)], forms=("scripted",), runs=False)


@torch.jit.script
class Dense:
    def __init__(self, weight: Tensor, bias: Tensor):
        self.weight = weight
        self.bias = bias

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.linear(x, self.weight, self.bias)


class HoldsDense(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(WIDTH, WIDTH)
        self.dense = Dense(torch.randn(WIDTH, WIDTH) / 8, torch.zeros(WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.dense.forward(torch.relu(self.inner(x)))


class PlainClass(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[HoldsDense() for _ in range(4)])
        self.head = nn.Linear(WIDTH, 4)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.blocks(x))


@fixture
def plain_class() -> Fixture:
    return Fixture("the layer by which blocks write is an object of a plain class, not a module: its weights have no name in PyTorch",
                   PlainClass(), vectors(WIDTH), [chain("blocks.{}", 4)], forms=("scripted",))
