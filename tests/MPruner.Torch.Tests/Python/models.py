"""Writes the models that the adapter's tests run, and what eager Python makes of them: models.py FOLDER."""
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


def main(folder: str) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = Returns().eval()
    torch.jit.script(model).save(f"{folder}/returns.pt")
    x = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    with torch.no_grad():
        model(x).numpy().tofile(f"{folder}/forward.bin")
    torch.save(model.state_dict(), f"{folder}/state_dict.pt")
    training.main(folder)


main(sys.argv[1])
