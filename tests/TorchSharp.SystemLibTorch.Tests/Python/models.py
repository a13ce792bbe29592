"""The TorchScript files that the tests load."""
import zipfile
from typing import Dict, List, Optional, Tuple

import torch
from torch import nn, Tensor


class Residual(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.norm(self.conv(x)))


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, padding=1)
        self.blocks = nn.Sequential(Residual(8), Residual(8))
        self.head = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.blocks(self.stem(x)).mean(dim=(2, 3)))


class Returns(nn.Module):
    """A method for each form of result."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.register_buffer("offset", torch.tensor([1.0, 2.0]))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return x * self.scale + y

    @torch.jit.export
    def pair(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        return x, x + 1

    @torch.jit.export
    def single(self, x: Tensor) -> Tuple[Tensor]:
        return (x,)

    @torch.jit.export
    def five(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        return x, x + 1, x + 2, x + 3, x + 4

    @torch.jit.export
    def six(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        return x, x + 1, x + 2, x + 3, x + 4, x + 5

    @torch.jit.export
    def tensors(self, x: Tensor) -> List[Tensor]:
        return [x, x + 1]

    @torch.jit.export
    def nested(self, x: Tensor) -> Tuple[Tensor, List[Tensor]]:
        return x, [x + 1, x + 2]

    @torch.jit.export
    def mixed(self, x: Tensor) -> Tuple[Tensor, int, Optional[Tensor]]:
        return x, 7, None

    @torch.jit.export
    def numbers(self, x: Tensor) -> Tuple[int, float, bool]:
        return 3, 0.5, True

    @torch.jit.export
    def nothing(self, x: Tensor) -> Optional[Tensor]:
        return None

    @torch.jit.export
    def named(self, x: Tensor) -> Dict[str, Tensor]:
        return {"x": x}

    @torch.jit.export
    def text(self, x: Tensor) -> str:
        return "text"

    @torch.jit.export
    def arguments(self, x: Tensor, many: List[Tensor], whole: int, real: float, truth: bool, none: Optional[Tensor]) -> Tensor:
        result = x * whole + real
        for other in many:
            result = result + other
        if truth and none is None:
            result = -result
        return result

    @torch.jit.export
    def fails(self, x: Tensor) -> Tensor:
        raise RuntimeError("this method never succeeds")


def main(folder: str) -> None:
    torch.manual_seed(0)
    torch.jit.script(Cnn()).save(f"{folder}/scripted.pt")
    torch.jit.trace(Cnn().eval(), torch.randn(2, 1, 8, 8)).save(f"{folder}/traced.pt")
    torch.jit.script(Returns()).save(f"{folder}/returns.pt")
    with zipfile.ZipFile(f"{folder}/returns.pt") as known, zipfile.ZipFile(f"{folder}/unknown.pt", "w") as unknown:
        for name in known.namelist():
            unknown.writestr(name, known.read(name).replace(b"torch.add(", b"ops.nowhere.add("))
