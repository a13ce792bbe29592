"""Attention as it is written elsewhere: the heads of one layer are told apart in several ways. Exported by tests, not committed."""
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fixture import Fixture

WIDTH, HEADS = 24, 3


class Fused(nn.Module):
    """One layer writes queries, keys and values."""

    def __init__(self):
        super().__init__()
        self.heads = HEADS
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def attend(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        scores = (q @ k.transpose(-2, -1)) / math.sqrt(q.size(-1))
        return (scores.softmax(-1) @ v).transpose(1, 2)


class Chunked(Fused):
    def forward(self, x: Tensor) -> Tensor:
        n, tokens, width = x.shape
        q, k, v = self.qkv(x).chunk(3, -1)
        q = q.view(n, tokens, self.heads, width // self.heads).transpose(1, 2)
        k = k.view(n, tokens, self.heads, width // self.heads).transpose(1, 2)
        v = v.view(n, tokens, self.heads, width // self.heads).transpose(1, 2)
        return self.out(self.attend(q, k, v).contiguous().view(n, tokens, width))


class Split(Fused):
    def forward(self, x: Tensor) -> Tensor:
        q, k, v = torch.split(self.qkv(x), 24, dim=2)
        q = q.reshape(x.size(0), -1, 3, 8).permute(0, 2, 1, 3)
        k = k.reshape(x.size(0), -1, 3, 8).permute(0, 2, 1, 3)
        v = v.reshape(x.size(0), -1, 3, 8).permute(0, 2, 1, 3)
        return self.out(self.attend(q, k, v).flatten(2))


class Stacked(Fused):
    def forward(self, x: Tensor) -> Tensor:
        n, tokens, width = x.shape
        qkv = self.qkv(x).reshape(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        return self.out(self.attend(q, k, v).reshape(n, tokens, width))


class Interleaved(Fused):
    """Head by head: its query, key and value."""

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, width = x.shape
        qkv = self.qkv(x).view(n, tokens, 3, 3, 8).permute(3, 0, 2, 1, 4)
        return self.out(self.attend(qkv[0], qkv[1], qkv[2]).reshape(n, tokens, width))


class Layer(nn.Module):
    """A pre-norm layer with a gated MLP."""

    def __init__(self, attention: nn.Module):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attention = attention
        self.gate, self.up, self.down = nn.Linear(WIDTH, 40), nn.Linear(WIDTH, 40), nn.Linear(40, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


def model(attention: type) -> Fixture:
    layers = nn.Sequential(*(Layer(attention()) for _ in range(3)))
    return Fixture(f"{attention.__name__} heads and gated MLPs", layers, lambda n: {"x": torch.randn(n, 7, WIDTH)},
                   [{str(i): True for i in range(3)}])


ON_THE_FLY = {f"{kind.__name__.lower()}_heads": lambda kind=kind: model(kind) for kind in (Chunked, Split, Stacked, Interleaved)}
