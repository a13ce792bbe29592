"""Saves the code of models that, taken together, have every construct that this PyTorch writes.

    /usr/bin/python3 save_models.py FOLDER

FOLDER/code.tar.gz gets NAME/code/… of every model, without weights; FOLDER/counted.pt is one model whole.
"""
import enum
import gzip
import io
import pathlib
import sys
import tarfile
import warnings
import zipfile
from typing import Dict, Final, List, NamedTuple, Optional, Tuple, Union

import torch
import torchvision
from torch import Tensor, nn

warnings.filterwarnings("ignore")


class Colour(enum.Enum):
    RED = 1
    GREEN = 2


class Point(NamedTuple):
    x: Tensor
    y: Optional[int] = None


@torch.jit.script
class Collector:
    def __init__(self, start: int):
        self.start = start
        self.items: List[Tensor] = []

    def add(self, item: Tensor) -> "Collector":
        self.items.append(item)
        return self

    @property
    def total(self) -> int:
        return self.start + len(self.items)

    @staticmethod
    def double(number: int) -> int:
        return number * 2


@torch.jit.interface
class Step(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pass


class PlusOne(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + 1


def scaled(x: Tensor, by: int = 3, name: str = "é\t\x01 \\ \"'", limit: float = float("-inf")) -> Tensor:
    return x * by


class Language(nn.Module):
    step: Step
    table: Dict[str, int]
    bound: Final[float]
    maybe: Optional[Tensor]

    def __init__(self):
        super().__init__()
        self.step, self.table, self.bound, self.maybe = PlusOne(), {"a": 1}, float("inf"), None
        self.negative, self.undefined, self.complex = float("-inf"), float("nan"), 1 + 2j
        self.colour, self.text, self.device, self.dtype = Colour.RED, "two\nlines \"q\" 'é' \u2028 \\", torch.device("cpu"), torch.float32
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(12)])
        self.named = nn.ModuleDict({"a b": nn.ReLU(), "0x": nn.Tanh(), "relu": nn.ReLU()})

    def forward(self, x: Tensor, other: Optional[Tensor] = None, flag: bool = False) -> Tuple[Tensor, List[str], Dict[int, Tensor]]:
        y = self.step(x)
        for layer in self.layers:
            y = layer(y)
        for _, layer in self.named.items():
            y = layer(y)
        point = Point(y, 3)
        z, factor = point.x, point.y
        if factor is not None:
            z = z * factor
        collector = Collector(Collector.double(3)).add(z)
        rotated = self.complex * complex(1.0, 2.0)
        count = 0
        while count < 10 and not flag:
            count += 1
            if count == 5:
                continue
            if count == 8:
                break
        with torch.no_grad():
            z = scaled(z, by=2)
        union: Union[int, str] = 1
        if flag:
            union = "a"
        if isinstance(union, str):
            z = z + len(union)
        texts = ["%d %s" % (1, "x"), "{} {}".format(1, x.shape), f"{count} f", "a" "b", "\0\7\x7f"]
        x[0, ..., 1:2:1] = 3.0
        x[:, None] += 1
        later = torch.jit.fork(self.forked, x)
        z = z + torch.jit.wait(later) + collector.total
        if self.colour == Colour.GREEN:
            raise ValueError("bad \u1234 " + str(count))
        assert x.dim() == 2, f"dims {x.dim()}"
        bits = max(1, count) // 3 % 5 & 1 | 2 ^ 3 << 1 >> 1
        smallest = -9223372036854775807 - 1
        table = {index: x for index in range(3)}
        if other is not None and bits < smallest and rotated != 1j:
            z = z + other
        print("x", count, [1, 2], (1,), ())
        return z, texts, table

    def forked(self, x: Tensor):
        return x * 2

    @torch.jit.export
    def extra(self, count: int = 3, text: str = "d\"q\n", pair: Tuple[int, float] = (1, 1e-7)) -> Optional[int]:
        if count > 2:
            return None
        return count

    @torch.jit.unused
    def unused(self, x: Tensor) -> Tensor:
        raise NotImplementedError


class Counted(nn.Module):
    """Three layers in a row, and an object of a class of its own: judge_edit.py says what an edit of it must give."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        collector = Collector(1)
        for layer in self.layers:
            x = layer(x)
            if x.dim() > 1:
                collector.add(x)
        return x + collector.total


def models():
    yield "counted", torch.jit.script(Counted())
    image = torch.rand(1, 3, 64, 64)
    yield "language", torch.jit.script(Language())
    yield "function", torch.jit.script(scaled)
    yield "lstm", torch.jit.script(nn.LSTM(3, 4, 2, bidirectional=True))
    yield "gru.traced", torch.jit.trace(nn.GRU(3, 4, 2), torch.rand(5, 1, 3))
    yield "transformer", torch.jit.script(nn.Transformer(8, 2, 2, 2, 16))
    yield "transformer.traced", torch.jit.trace(nn.Transformer(8, 2, 2, 2, 16).eval(), (torch.rand(4, 1, 8), torch.rand(4, 1, 8)))
    quantised = torch.quantization.quantize_dynamic(nn.Sequential(nn.Linear(4, 4), nn.LSTM(4, 4)), {nn.Linear, nn.LSTM})
    yield "quantised", torch.jit.script(quantised)
    yield "frozen", torch.jit.freeze(torch.jit.script(nn.Sequential(nn.Linear(4, 4), nn.ReLU())).eval())
    vision = torchvision.models
    yield "mobilenet.traced", torch.jit.trace(vision.mobilenet_v3_small(weights=None).eval(), image, check_trace=False)
    yield "googlenet", torch.jit.script(vision.googlenet(weights=None, init_weights=False))
    yield "densenet.traced", torch.jit.trace(vision.densenet121(weights=None).eval(), image, check_trace=False)
    yield "detection", torch.jit.script(vision.detection.fasterrcnn_mobilenet_v3_large_320_fpn(weights=None, weights_backbone=None))


def save(folder: pathlib.Path) -> None:
    torch.manual_seed(0)
    # A fixed time and no name, so that the same code makes the same file.
    packed = gzip.GzipFile("", "wb", fileobj=open(folder / "code.tar.gz", "wb"), mtime=0)
    with packed.fileobj, packed, tarfile.open(fileobj=packed, mode="w") as target:
        for name, model in models():
            buffer = io.BytesIO()
            torch.jit.save(model, buffer)
            if name == "counted":
                (folder / "counted.pt").write_bytes(buffer.getvalue())
            with zipfile.ZipFile(buffer) as source:
                for entry in source.namelist():
                    path = entry.partition("/")[2]
                    if path.startswith("code/") and path.endswith(".py"):
                        member = tarfile.TarInfo(f"{name}/{path}")
                        member.size = source.getinfo(entry).file_size
                        target.addfile(member, source.open(entry))


if __name__ == "__main__":
    save(pathlib.Path(sys.argv[1]))
