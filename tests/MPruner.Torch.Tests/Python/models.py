"""Writes the models that the adapter's tests run, and what Python makes of them.

    /usr/bin/python3 models.py FOLDER

The models go to FOLDER/training, the numbers to FOLDER/training.json.
"""
import json
import pathlib
import sys
from typing import Dict, List, Tuple

import torch
from torch import nn, Tensor

import training


class Returns(nn.Module):
    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout(0.5)
        self.linear = nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.dropout(x))

    @torch.jit.export
    def nested(self, x: Tensor) -> Tuple[Tensor, List[Tensor], int]:
        return x, [x + 1, x + 2], 7

    @torch.jit.export
    def six(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        return x, x + 1, x + 2, x + 3, x + 4, x + 5

    @torch.jit.export
    def transposed(self, x: Tensor) -> Tensor:
        return x.t()

    @torch.jit.export
    def same(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def empty(self, x: Tensor) -> Tensor:
        return x[:0]

    @torch.jit.export
    def gradients(self, x: Tensor) -> Tensor:
        return torch.tensor(self.linear(x).requires_grad)

    @torch.jit.export
    def named(self, x: Tensor) -> Dict[str, Tensor]:
        return {"x": x}


def main(out: str) -> None:
    folder = pathlib.Path(out)
    torch.manual_seed(0)
    torch.set_num_threads(1)
    files = folder / "training"
    files.mkdir(exist_ok=True)
    model = Returns().eval()
    torch.jit.script(model).save(str(files / "returns.pt"))
    x = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    with torch.no_grad():
        forward = training.numbers(model(x))
    torch.save(model.state_dict(), str(files / "state_dict.pt"))
    (folder / "training.json").write_text(json.dumps({"forward": forward, **training.main(files)}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
