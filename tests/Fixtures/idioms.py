"""Activations, gates, norms and masks as they are written elsewhere. Exported by tests, not committed."""
import math
from typing import List, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fixture import Fixture

WIDTH, HIDDEN, HEADS = 12, 10, 3


class Mlp(nn.Module):
    """A layer, something between, and the layer that reads it."""

    def __init__(self, written: int = HIDDEN):
        super().__init__()
        self.up, self.down = nn.Linear(WIDTH, written), nn.Linear(HIDDEN, WIDTH)


class TanhGelu(Mlp):
    def forward(self, x: Tensor) -> Tensor:
        h = self.up(x)
        return self.down(0.5 * h * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (h + 0.044715 * torch.pow(h, 3.0)))))


class ErfGelu(Mlp):
    def forward(self, x: Tensor) -> Tensor:
        h = self.up(x)
        return self.down(h * 0.5 * (1.0 + torch.erf(h / math.sqrt(2.0))))


class QuickGelu(Mlp):
    def forward(self, x: Tensor) -> Tensor:
        h = self.up(x)
        return self.down(h * torch.sigmoid(1.702 * h))


class HardSwish(Mlp):
    def forward(self, x: Tensor) -> Tensor:
        h = self.up(x)
        return self.down(h * F.relu6(h + 3.0) / 6.0)


class Scaled(Mlp):
    """A squared rectifier, scaled by an attribute and by a parameter, in another type for a while."""

    def __init__(self):
        super().__init__()
        self.factor = 0.7
        self.gain = nn.Parameter(torch.tensor(1.3))

    def forward(self, x: Tensor) -> Tensor:
        h = self.up(x)
        return self.down(torch.square(F.relu(h.double())).type_as(h).to(h.dtype) * self.factor * self.gain)


class Halved(Mlp):
    """SwiGLU in one layer."""

    def __init__(self):
        super().__init__(2 * HIDDEN)

    def forward(self, x: Tensor) -> Tensor:
        gate, value = self.up(x).chunk(2, dim=-1)
        return self.down(F.silu(gate) * value)


class Glu(Halved):
    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.glu(self.up(x), dim=-1))


class SplitHalves(Halved):
    """The size of a half is in the code."""

    def __init__(self):
        super().__init__()
        self.hidden = HIDDEN

    def forward(self, x: Tensor) -> Tensor:
        value, gate = torch.split(self.up(x), self.hidden, dim=-1)
        return self.down(value * F.gelu(gate))


class Convolving(nn.Module):
    """Conformer's convolution module: a gated unit, a depthwise convolution, batch norm."""

    def __init__(self):
        super().__init__()
        self.up, self.deep = nn.Conv1d(WIDTH, 2 * HIDDEN, 1), nn.Conv1d(HIDDEN, HIDDEN, 3, padding=1, groups=HIDDEN)
        self.norm, self.down = nn.BatchNorm1d(HIDDEN), nn.Conv1d(HIDDEN, WIDTH, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = F.glu(self.up(x.transpose(1, 2)), dim=1)
        return self.down(F.silu(self.norm(self.deep(h)))).transpose(1, 2)


class SimpleGate(nn.Module):
    """As in NAFNet: a depthwise convolution writes both halves."""

    def __init__(self):
        super().__init__()
        self.up, self.deep = nn.Conv1d(WIDTH, 2 * HIDDEN, 1), nn.Conv1d(2 * HIDDEN, 2 * HIDDEN, 3, padding=1, groups=2 * HIDDEN)
        self.down = nn.Conv1d(HIDDEN, WIDTH, 1)

    def forward(self, x: Tensor) -> Tensor:
        a, b = self.deep(self.up(x.transpose(1, 2))).chunk(2, dim=1)
        return self.down(a * b).transpose(1, 2)


class Causal(nn.Module):
    """Temporal convolutions that are cut at the end, a PReLU for each channel, a pool, padding by reflection."""

    def __init__(self):
        super().__init__()
        self.up, self.down = nn.Conv1d(WIDTH, HIDDEN, 3, padding=2), nn.Conv1d(HIDDEN, WIDTH, 3)
        self.slopes = nn.PReLU(HIDDEN)
        self.pad = nn.ReflectionPad1d(1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.slopes(self.up(x.transpose(1, 2))[:, :, :-2].contiguous())
        return self.down(self.pad(F.max_pool1d(h, 3, 1, 1))).transpose(1, 2)


class Attention(nn.Module):
    """Scaled queries, masks and rows as large as the scores, which are cut from below."""

    def __init__(self):
        super().__init__()
        self.heads = self.kv = HEADS
        self.size = WIDTH // HEADS
        self.scaling = self.size ** -0.5
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), -1, self.size).transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, _ = x.shape
        scores = self.split(self.query(x) * self.scaling) @ self.split(self.key(x)).transpose(2, 3)
        masked = (x[:, :, 0] > 1).view(n, 1, 1, tokens).expand_as(scores)
        scores = torch.where(masked, torch.full_like(scores, -1e4), scores)
        seen = F.softmax(torch.max(scores, torch.tensor(-1e3)).float(), dim=-1).type_as(scores) @ self.split(self.value(x))
        return self.out(seen.transpose(1, 2).reshape(n, tokens, -1))


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


class Block(nn.Module):
    """A pre-norm residual block."""

    def __init__(self, inner: nn.Module):
        super().__init__()
        self.norm, self.inner = nn.LayerNorm(WIDTH), inner

    def forward(self, x: Tensor) -> Tensor:
        return x + self.inner(self.norm(x))


class Tabular(nn.Module):
    """A residual MLP for rows of numbers, with a batch norm behind its layer."""

    def __init__(self):
        super().__init__()
        self.up, self.norm, self.down = nn.Linear(WIDTH, HIDDEN), nn.BatchNorm1d(HIDDEN), nn.Linear(HIDDEN, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.down(F.relu(self.norm(self.up(x))))


class Reading(Mlp):
    """A second layer reads the units as well, and its result is multiplied with them: they stay."""

    def __init__(self):
        super().__init__()
        self.factors = nn.Linear(HIDDEN, HIDDEN)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.relu(self.up(x))
        return self.down(h * self.factors(h).sigmoid())


def sequence(inner: type) -> Fixture:
    return Fixture(f"residual blocks around {inner.__name__}", nn.Sequential(*(Block(inner()) for _ in range(3))),
                   lambda n: {"input": torch.randn(n, 7, WIDTH)}, [{str(i): True for i in range(3)}])


def tabular() -> Fixture:
    return Fixture("residual MLPs with batch norms", nn.Sequential(*(Tabular() for _ in range(3))),
                   lambda n: {"input": torch.randn(n, WIDTH)}, [{str(i): True for i in range(3)}])


def remembering() -> Fixture:
    return Fixture("a GPT-2 that returns its keys and values", Remembering(), lambda n: {"input": torch.randn(n, 7, WIDTH)}, [])


INNER = (TanhGelu, ErfGelu, QuickGelu, HardSwish, Scaled, Halved, Glu, SplitHalves, Convolving, SimpleGate, Causal, Attention, Products,
         AttentionOfProducts, OldLayers, Inline, Reading)
ON_THE_FLY = {**{f"idiom_{inner.__name__.lower()}": lambda inner=inner: sequence(inner) for inner in INNER}, "idiom_tabular": tabular,
              "idiom_remembering": remembering}
