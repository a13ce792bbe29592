"""Activations, gates, norms and masks as they are written elsewhere. Exported by tests, not committed."""
import math

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


class Borrowing(Mlp):
    """The block computes the layers from their weights, and never calls them."""

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(torch.relu(F.linear(x, self.up.weight, self.up.bias)), self.down.weight, self.down.bias)


def sequence(inner: type) -> Fixture:
    return Fixture(f"residual blocks around {inner.__name__}", nn.Sequential(*(Block(inner()) for _ in range(3))),
                   lambda n: {"input": torch.randn(n, 7, WIDTH)}, [{str(i): True for i in range(3)}])


def tabular() -> Fixture:
    return Fixture("residual MLPs with batch norms", nn.Sequential(*(Tabular() for _ in range(3))),
                   lambda n: {"input": torch.randn(n, WIDTH)}, [{str(i): True for i in range(3)}])


INNER = (TanhGelu, ErfGelu, QuickGelu, HardSwish, Scaled, Halved, Glu, SplitHalves, Convolving, SimpleGate, Causal, Attention, Reading,
         Borrowing)
ON_THE_FLY = {**{f"idiom_{inner.__name__.lower()}": lambda inner=inner: sequence(inner) for inner in INNER}, "idiom_tabular": tabular}
