"""How a stream may find its way from block to block: additions elsewhere, lists, in-place, several calls, side inputs."""
from typing import Dict, List, NamedTuple, Tuple

import torch
from torch import Tensor, nn

from calls import Branch, Residual
from fixture import Fixture, chain, fixture, vectors

WIDTH = 8


class AddedOutside(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(Branch())
        self.second = nn.Sequential(Branch())
        self.third = nn.Sequential(Branch())

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.first(x)
        x = x + self.second(x)
        return x + self.third(x)


@fixture
def added_outside() -> Fixture:
    return Fixture("the block is called by a container, and what calls the container adds",
                   AddedOutside(), vectors(WIDTH), [{"first.0": True, "second.0": True, "third.0": True}], "nothing added")


class AddedAndRead(nn.Module):
    def __init__(self):
        super().__init__()
        self.branches = nn.ModuleList([Branch() for _ in range(3)])

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        total = torch.zeros_like(x)
        for branch in self.branches:
            made = branch(x)
            x = x + made
            total = total + made
        return x, total


@fixture
def added_and_read() -> Fixture:
    return Fixture("the parent adds each block's output to the stream and reads it once more: nothing may go",
                   AddedAndRead(), vectors(WIDTH), [chain("branches.{}", 3, kept=(0, 1, 2))], "nothing added")


class AddedInPlace(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(WIDTH, WIDTH)
        self.branches = nn.ModuleList([Branch() for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for branch in self.branches:
            x.add_(branch(x))
        return x * 2


@fixture
def added_in_place() -> Fixture:
    return Fixture("x.add_(block(x)), whose result nobody reads: the variable itself changes",
                   AddedInPlace(), vectors(WIDTH), [chain("branches.{}", 3)], "nothing added")


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        return x + self.fc(x), x.mean(1)


class Pairs(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Pair() for _ in range(3)])

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        made = self.layers[0](x)
        made = self.layers[1](made[0])
        made = self.layers[2](made[0])
        return made


class TupleThroughContainer(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Pairs()
        self.head = nn.Linear(WIDTH, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.encoder(x)[0])


@fixture
def tuple_through_container() -> Fixture:
    return Fixture("a container returns its last block's tuple whole, under a declared type, and its caller reads the first",
                   TupleThroughContainer(), vectors(WIDTH), [chain("encoder.layers.{}", 3)], "stream and nothing")


class Crossing(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)
        self.cross = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, memory: Tensor) -> Tensor:
        return x + self.fc(x) + self.cross(memory).mean(1, keepdim=True)


class OneClassForBoth(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.ModuleList([Crossing() for _ in range(3)])
        self.decoder = nn.ModuleList([Crossing() for _ in range(3)])

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        memory = x
        for layer in self.encoder:
            memory = layer(memory, memory)
        y = y + memory.size(1)
        for layer in self.decoder:
            y = layer(y, memory)
        return y


@fixture
def one_class_for_both() -> Fixture:
    return Fixture("encoder and decoder of one class; the first decoder block reads no block but the memory, of the same shape as its stream",
                   OneClassForBoth(), lambda n: {"x": torch.randn(n, 5, WIDTH), "y": torch.randn(n, 5, WIDTH)},
                   [chain("encoder.{}", 3), chain("decoder.{}", 3)])


class Wide(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        self.fc2 = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.fc2(torch.relu(self.fc1(x)))


class Stage(nn.Module):
    def __init__(self, before: int, width: int):
        super().__init__()
        self.down = nn.Linear(before, width)
        self.blocks = nn.ModuleList([Wide(width) for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        x = self.down(x)
        for block in self.blocks:
            x = block(x)
        return x


@fixture
def stages_of_own_class() -> Fixture:
    return Fixture("stages of a class of their own, no two alike: the chains are those of the blocks within, though the stages stand further out",
                   nn.Sequential(Stage(8, 8), Stage(8, 6), Stage(6, 4)), lambda n: {"input": torch.randn(n, WIDTH)},
                   [chain(f"{stage}.blocks.{{}}", 3) for stage in range(3)])


class StreamInList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Residual() for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        states = [x]
        for layer in self.layers:
            states.append(layer(states[-1]))
        return states[-1] + states[0]


@fixture
def stream_in_list() -> Fixture:
    return Fixture("every block's output is appended to a list, from which the next block reads",
                   StreamInList(), vectors(WIDTH), [chain("layers.{}", 3)])


class LayerDrop(nn.Module):
    rate: float

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Residual() for _ in range(3)])
        self.rate = 0.5

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            if self.training:
                if float(torch.rand(1)) > self.rate:
                    x = layer(x)
            else:
                x = layer(x)
        return x


@fixture
def layer_drop() -> Fixture:
    return Fixture("each block is called in two branches of an if, of which one runs",
                   LayerDrop(), vectors(WIDTH), [chain("layers.{}", 3)], forms=("scripted",))


class SecondPass(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Residual() for _ in range(4)])

    def forward(self, x: Tensor) -> Tensor:
        y, z = x, x * 2
        for layer in self.layers:
            y = layer(y)
        for index, layer in enumerate(self.layers):
            if index >= 2:
                z = layer(z)
        return y + z


@fixture
def second_pass() -> Fixture:
    return Fixture("a second pass runs the last two of the four blocks once more",
                   SecondPass(), vectors(WIDTH), [chain("layers.{}", 4, kept=(2, 3))])


class FirstByName(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Residual() for _ in range(3)])
        self.first = self.layers[0]

    def forward(self, x: Tensor) -> Tensor:
        return self.layers[2](self.layers[1](self.first(x)))


@fixture
def first_by_name() -> Fixture:
    return Fixture("the first block has a name of its own beside the list; traced, its weights come as arguments before the stream",
                   FirstByName(), vectors(WIDTH), [{"first": True, "layers.1": True, "layers.2": True}])


class TwoBefore(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, WIDTH)
        self.b = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, before: Tensor) -> Tensor:
        return self.a(x) + torch.tanh(self.b(before))


class Cells(nn.Module):
    def __init__(self):
        super().__init__()
        self.cells = nn.ModuleList([TwoBefore() for _ in range(4)])

    def forward(self, x: Tensor) -> Tensor:
        before = x
        for cell in self.cells:
            x, before = cell(x, before), x
        return x


@fixture
def two_before() -> Fixture:
    return Fixture("every block reads the outputs of the two blocks before it: two inputs are the stream, only the first block's are one",
                   Cells(), vectors(WIDTH), [chain("cells.{}", 4, kept=(1, 2, 3))])


def doubled(self, input: Tuple[Tensor]) -> Tuple[Tensor]:
    return (input[0] * 2,)


@fixture
def hooked() -> Fixture:
    model = nn.Sequential(*[Residual() for _ in range(3)])
    for index in (0, 2):
        model[index].register_forward_pre_hook(doubled)
    return Fixture("two blocks have a hook, a function that takes the block itself: they must stay",
                   model, lambda n: {"input": torch.randn(n, WIDTH)}, [chain("{}", 3, kept=(0, 2))], forms=("scripted",))


class Result(NamedTuple):
    hidden: Tensor
    gate: Tensor


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Result:
        gate = torch.sigmoid(self.fc(x))
        return Result(x * gate, gate)


class InDict(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, state: Dict[str, Tensor]) -> Dict[str, Tensor]:
        return {"x": state["x"] + self.fc(state["x"])}


class InList(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.fc = nn.Linear(width, WIDTH)

    def forward(self, features: List[Tensor]) -> Tensor:
        return self.fc(torch.cat(features, 1))


class NoTensorStream(nn.Module):
    def __init__(self):
        super().__init__()
        self.named = nn.ModuleList([Named() for _ in range(2)])
        self.dicts = nn.ModuleList([InDict() for _ in range(2)])
        self.dense = nn.ModuleList([InList(WIDTH * (i + 1)) for i in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.named:
            x = layer(x).hidden
        state = {"x": x}
        for layer in self.dicts:
            state = layer(state)
        features = [state["x"]]
        for layer in self.dense:
            features.append(layer(features))
        return torch.cat(features, 1)


@fixture
def no_tensor_stream() -> Fixture:
    return Fixture("blocks that hand on a named tuple, a dictionary, a growing list: no chain, and nothing to measure",
                   NoTensorStream(), vectors(WIDTH), forms=("scripted",))


class Appending(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, seen: List[Tensor]) -> Tensor:
        seen.append(x.mean(1))
        return x + self.fc(x)


@fixture
def list_handed_in() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.blocks = nn.ModuleList([Appending() for _ in range(3)])

        def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
            seen: List[Tensor] = []
            for block in self.blocks:
                x = block(x, seen)
            return x, torch.stack(seen)

    return Fixture("blocks append to a list that is handed to them and that becomes the second result", Model(), vectors(WIDTH),
                   [chain("blocks.{}", 3, kept=(0, 1, 2))], forms=("scripted",))


def remember(seen: Dict[str, Tensor], x: Tensor) -> None:
    known = seen
    known["sum"] = known["sum"] + x.mean(1)


class Remembering(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, seen: Dict[str, Tensor]) -> Tensor:
        x = x + self.fc(x)
        remember(seen, x)
        return x


@fixture
def dict_handed_in() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.blocks = nn.ModuleList([Remembering() for _ in range(3)])

        def forward(self, x: Tensor, sum: Tensor) -> Tuple[Tensor, Dict[str, Tensor]]:
            seen = {"sum": sum}
            for block in self.blocks:
                x = block(x, seen)
            return x, seen

    return Fixture("a function that blocks call writes to a dictionary that is handed to them", Model(),
                   lambda n: {"x": torch.randn(n, WIDTH), "sum": torch.randn(n)},
                   [chain("blocks.{}", 3, kept=(0, 1, 2))], forms=("scripted",))


class Noting(nn.Module):
    def __init__(self, place: int):
        super().__init__()
        self.place = place
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, notes: Tensor) -> Tensor:
        x = x + self.fc(x)
        note = notes[:, self.place]
        note.copy_(x.mean(1))
        return x


@fixture
def tensor_handed_in() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.blocks = nn.ModuleList([Noting(i) for i in range(3)])

        def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
            notes = torch.zeros(x.size(0), 3)
            for block in self.blocks:
                x = block(x, notes)
            return x, notes

    return Fixture("blocks write in place to a part of a tensor that is handed to them", Model(), vectors(WIDTH),
                   [chain("blocks.{}", 3, kept=(0, 1, 2))])


class Collector(nn.Module):
    def __init__(self):
        super().__init__()
        self.total = torch.zeros(1)

    def forward(self, x: Tensor) -> Tensor:
        self.total = self.total + x.mean()
        return x


class Collecting(nn.Module):
    def __init__(self, collector: Collector):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)
        self.collector = collector

    def forward(self, x: Tensor) -> Tensor:
        return x + self.collector(self.fc(x))


@fixture
def collector_shared() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.collector = Collector()
            self.blocks = nn.ModuleList([Collecting(self.collector) for _ in range(3)])

        def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
            self.collector.total = torch.zeros(1)
            for block in self.blocks:
                x = block(x)
            return x, self.collector.total

    return Fixture("blocks add a loss to an attribute of a module that all of them have, and that is read at the end", Model(), vectors(WIDTH),
                   [chain("blocks.{}", 3, kept=(0, 1, 2))], forms=("scripted",))


@torch.jit.script
class Notebook:
    def __init__(self, x: Tensor):
        self.sum = x

    def add(self, x: Tensor):
        self.sum = self.sum + x.mean(1)


class Writing(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, notebook: Notebook) -> Tensor:
        x = x + self.fc(x)
        notebook.add(x)
        return x


@fixture
def object_handed_in() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.blocks = nn.ModuleList([Writing() for _ in range(3)])

        def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
            notebook = Notebook(torch.zeros(x.size(0)))
            for block in self.blocks:
                x = block(x, notebook)
            return x, notebook.sum

    return Fixture("blocks call a method of an object that is handed to them", Model(), vectors(WIDTH),
                   [chain("blocks.{}", 3, kept=(0, 1, 2))], forms=("scripted",))


class ChangingItsInput(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        made = self.fc(self.act(x))
        x += made
        return x


class ChangedInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(WIDTH, WIDTH)
        self.blocks = nn.ModuleList([ChangingItsInput() for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return x


class ChangedInputsRead(ChangedInputs):
    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        early = x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return x, early.mean(1)


@fixture
def input_in_place() -> Fixture:
    return Fixture("blocks write in place to their input, which nothing else reads", ChangedInputs(), vectors(WIDTH), [chain("blocks.{}", 3)])


@fixture
def input_in_place_read() -> Fixture:
    return Fixture("blocks write in place to their input, which is read at the end, too", ChangedInputsRead(), vectors(WIDTH),
                   [chain("blocks.{}", 3, kept=(0, 1, 2))], forms=("scripted",))


class Holder(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Residual()


@fixture
def blocks_of_one_name() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([Holder() for _ in range(5)])

        def forward(self, x: Tensor) -> Tensor:
            for layer in self.layers:
                x = layer.block(x)
            return x

    return Fixture("blocks whose paths end alike, all of which one module calls", Model(), vectors(WIDTH), [chain("layers.{}.block", 5)])
