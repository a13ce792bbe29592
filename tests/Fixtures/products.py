"""Linear layers that are written as matrix products. Exported by tests, not committed."""
import math
from typing import List, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fixture import Fixture
from idioms import HEADS, HIDDEN, WIDTH, sequence


class Product(nn.Module):
    """A layer as GPT-2 has it: the weight is [in, out], tokens become rows and get their shape again."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.outputs = outputs
        self.weight, self.bias = nn.Parameter(torch.randn(inputs, outputs) * 0.3), nn.Parameter(torch.randn(outputs))

    def forward(self, x: Tensor) -> Tensor:
        rows = torch.addmm(self.bias, x.view(-1, x.size(-1)), self.weight)
        return rows.view(x.size(0), x.size(1), self.outputs)


class Products(nn.Module):
    def __init__(self):
        super().__init__()
        self.up, self.down = Product(WIDTH, HIDDEN), Product(HIDDEN, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.gelu(self.up(x)))


class AttentionOfProducts(nn.Module):
    """As in GPT-2: one layer writes queries, keys and values, which are cut by their width."""

    def __init__(self):
        super().__init__()
        self.heads = self.kv = HEADS
        self.size = WIDTH // HEADS
        self.split_size = WIDTH
        self.attend, self.project = Product(WIDTH, 3 * WIDTH), Product(WIDTH, WIDTH)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), self.heads, self.size).permute(0, 2, 1, 3)

    def remember(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        q, k, v = self.attend(x).split(self.split_size, dim=2)
        k, v = self.split(k), self.split(v)
        scores = self.split(q) @ k.transpose(-1, -2) / math.sqrt(self.size)
        seen = (F.softmax(scores, dim=-1) @ v).permute(0, 2, 1, 3).contiguous()
        return self.project(seen.view(x.size(0), x.size(1), self.heads * self.size)), k, v

    def forward(self, x: Tensor) -> Tensor:
        return self.remember(x)[0]


class RememberingBlock(nn.Module):
    """A layer of GPT-2, which also returns its keys and values."""

    def __init__(self):
        super().__init__()
        self.attention, self.norm, self.inner = AttentionOfProducts(), nn.LayerNorm(WIDTH), Products()

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        seen, keys, values = self.attention.remember(x)
        x = x + seen
        return x + self.inner(self.norm(x)), torch.stack([keys, values])


class Remembering(nn.Module):
    """A GPT-2 whose result has the keys and values of all layers, as those of transformers have unless told otherwise."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(RememberingBlock() for _ in range(3))

    def forward(self, input: Tensor) -> Tuple[Tensor, List[Tensor]]:
        kept: List[Tensor] = []
        for layer in self.layers:
            input, own = layer(input)
            kept.append(own)
        return input, kept


class OldLinear(nn.Linear):
    """What PyTorch had for a linear layer until 1.7."""

    def forward(self, x: Tensor) -> Tensor:
        y = torch.matmul(x, self.weight.t())
        y += self.bias
        return y


class OldLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.up, self.down = OldLinear(WIDTH, HIDDEN), OldLinear(HIDDEN, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(torch.relu(self.up(x)))


class Inline(nn.Module):
    """Two dimensions whose layers are all in one module's code: products of both kinds, and a linear layer's function."""

    def __init__(self):
        super().__init__()
        self.w1, self.w2 = nn.Parameter(torch.randn(WIDTH, HIDDEN) * 0.3), nn.Parameter(torch.randn(HIDDEN, WIDTH) * 0.3)
        self.b1, self.w3 = nn.Parameter(torch.randn(HIDDEN)), nn.Parameter(torch.randn(HIDDEN + 2, WIDTH) * 0.3)
        self.w4, self.b4 = nn.Parameter(torch.randn(WIDTH, HIDDEN + 2) * 0.3), nn.Parameter(torch.randn(WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        x = x + torch.relu(x @ self.w1 + self.b1) @ self.w2
        return F.linear(torch.relu(F.linear(x, self.w3)), self.w4, self.b4)


def remembering() -> Fixture:
    return Fixture("a GPT-2 that returns its keys and values", Remembering(), lambda n: {"input": torch.randn(n, 7, WIDTH)}, [])


ON_THE_FLY = {**{f"idiom_{inner.__name__.lower()}": lambda inner=inner: sequence(inner)
                 for inner in (Products, AttentionOfProducts, OldLayers, Inline)}, "idiom_remembering": remembering}
