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


class Grouped(nn.Module):
    """Several heads of queries read one head of keys and values."""

    def __init__(self, copies: int = 2):
        super().__init__()
        self.heads, self.kv, self.copies, self.size = 2 * HEADS, 2 * HEADS // copies, copies, WIDTH // (2 * HEADS)
        self.query, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.key, self.value = nn.Linear(WIDTH, WIDTH // copies), nn.Linear(WIDTH, WIDTH // copies)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), -1, self.size).transpose(1, 2)

    def attend(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        seen = (q @ k.transpose(2, 3) / math.sqrt(self.size)).softmax(-1) @ v
        return self.out(seen.transpose(1, 2).contiguous().reshape(q.size(0), q.size(2), -1))


class Repeated(Grouped):
    def forward(self, x: Tensor) -> Tensor:
        n, tokens, _ = x.shape
        q = self.query(x).view(n, tokens, self.heads, self.size).transpose(1, 2)
        k = self.key(x).view(n, tokens, self.kv, self.size).transpose(1, 2)
        v = self.value(x).view(n, tokens, self.kv, self.size).transpose(1, 2)
        return self.attend(q, k.repeat_interleave(self.copies, 1), v.repeat_interleave(self.copies, dim=1))


class Undivided(Repeated):
    """All queries share one key and value."""

    def __init__(self):
        super().__init__(2 * HEADS)


class Expanded(Grouped):
    """Copied before the heads' axis moves, with the numbers of heads in the shapes."""

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, _ = x.shape
        k, v = self.key(x).view(n, tokens, self.kv, self.size), self.value(x).view(n, tokens, self.kv, self.size)
        k = k[:, :, :, None, :].expand(n, tokens, self.kv, 2, self.size).reshape(n, tokens, self.heads, self.size)
        v = v[:, :, :, None, :].expand(n, tokens, self.kv, 2, self.size).reshape(n, tokens, self.heads, self.size)
        return self.attend(self.split(self.query(x)), k.transpose(1, 2), v.transpose(1, 2))


class Rotated(Grouped):
    """As in Llama, Qwen and Gemma: norms of queries and keys, rotary positions, copies by a method that asks for the numbers of heads."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.rand(WIDTH // (2 * HEADS)) + 0.5)

    def norm(self, x: Tensor) -> Tensor:
        return self.scale * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))

    def rotate(self, x: Tensor, angle: Tensor) -> Tensor:
        half = x.shape[-1] // 2
        turned = torch.cat((-x[..., half:], x[..., :half]), dim=-1)
        return x * angle.cos() + turned * angle.sin()

    def repeat(self, x: Tensor) -> Tensor:
        n, heads, tokens, size = x.shape
        if self.copies == 1:
            return x
        x = x[:, :, None, :, :].expand(n, heads, self.copies, tokens, size)
        return x.reshape(n, heads * self.copies, tokens, size)

    def forward(self, x: Tensor) -> Tensor:
        angle = torch.arange(x.size(1))[:, None] * torch.tensor([1.0, 0.1, 1.0, 0.1])
        q = self.rotate(self.norm(self.split(self.query(x))), angle)
        k = self.rotate(self.norm(self.split(self.key(x))), angle)
        return self.attend(q, self.repeat(k), self.repeat(self.split(self.value(x))))


class Heads(nn.Module):
    """Three layers write queries, keys and values."""

    def __init__(self):
        super().__init__()
        self.heads = self.kv = HEADS
        self.size = WIDTH // HEADS
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))


class Joined(Heads):
    """As in the older BART, CLIP and Whisper of transformers: examples and heads are one axis, but two where a mask is added."""

    def join(self, x: Tensor) -> Tensor:
        heads = x.view(x.size(0), -1, self.heads, self.size).transpose(1, 2).contiguous()
        return heads.view(x.size(0) * self.heads, -1, self.size)

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, _ = x.shape
        q, k, v = self.join(self.query(x)), self.join(self.key(x)), self.join(self.value(x))
        scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(self.size)
        mask = torch.where(x[:, :, 0] > 1, -1e4, 0.0).view(n, 1, 1, tokens)
        scores = (scores.view(n, self.heads, tokens, tokens) + mask).view(n * self.heads, tokens, tokens)
        seen = torch.bmm(scores.softmax(-1), v).view(n, self.heads, tokens, self.size)
        return self.out(seen.transpose(1, 2).reshape(n, tokens, self.heads * self.size))


class Outside(Heads):
    """All examples of one head, then those of the next one."""

    def join(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), self.heads, self.size).permute(2, 0, 1, 3).contiguous().view(-1, x.size(1), self.size)

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, _ = x.shape
        q, k, v = self.join(self.query(x)), self.join(self.key(x)), self.join(self.value(x))
        seen = torch.bmm((torch.bmm(q, k.transpose(1, 2)) / math.sqrt(self.size)).softmax(2), v)
        return self.out(seen.view(self.heads, n, tokens, self.size).permute(1, 2, 0, 3).contiguous().view(n, tokens, -1))


class Timed(Heads):
    """As in fairseq: tokens come first, and heads are told apart in the examples' axis."""

    def join(self, x: Tensor) -> Tensor:
        return x.contiguous().view(x.size(0), x.size(1) * self.heads, self.size).transpose(0, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = x.transpose(0, 1)
        tokens, n, _ = x.shape
        q, k, v = self.join(self.query(x)), self.join(self.key(x)), self.join(self.value(x))
        seen = torch.bmm((torch.bmm(q, k.transpose(1, 2)) / math.sqrt(self.size)).softmax(-1), v)
        return self.out(seen.transpose(0, 1).contiguous().view(tokens, n, self.heads * self.size)).transpose(0, 1)


class Added(Heads):
    """As in diffusers: products that are added to zeros."""

    def join(self, x: Tensor) -> Tensor:
        heads = x.reshape(x.size(0), x.size(1), self.heads, self.size).permute(0, 2, 1, 3)
        return heads.reshape(x.size(0) * self.heads, x.size(1), self.size)

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, _ = x.shape
        q, k, v = self.join(self.query(x)), self.join(self.key(x)), self.join(self.value(x))
        none = torch.zeros(q.shape[0], q.shape[1], k.shape[1], dtype=q.dtype)
        scores = torch.baddbmm(none, q, k.transpose(-1, -2), alpha=0.3).softmax(dim=-1)
        seen = torch.bmm(scores, v).reshape(n, self.heads, tokens, self.size).permute(0, 2, 1, 3)
        return self.out(seen.reshape(n, tokens, self.heads * self.size))


class Biased(Heads):
    """As in T5: an embedding of relative positions is added to the scores."""

    def __init__(self):
        super().__init__()
        self.positions = nn.Embedding(5, HEADS)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), -1, self.heads, self.size).transpose(1, 2)

    def chosen(self, bias: Tensor) -> Tensor:
        return bias

    def bias(self, tokens: int) -> Tensor:
        line = torch.arange(tokens)
        return self.positions((line[None, :] - line[:, None]).clamp(-2, 2) + 2).permute(2, 0, 1).unsqueeze(0)

    def add(self, scores: Tensor) -> Tensor:
        return scores + self.chosen(self.bias(scores.size(2)))

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, _ = x.shape
        scores = self.split(self.query(x)) @ self.split(self.key(x)).transpose(3, 2)
        seen = F.softmax(self.add(scores), dim=-1) @ self.split(self.value(x))
        return self.out(seen.transpose(1, 2).contiguous().view(n, -1, self.heads * self.size))


class Sloped(Biased):
    """ALiBi: distances times a slope for each head."""

    def __init__(self):
        super().__init__()
        self.register_buffer("slopes", torch.tensor([0.5, 0.25, 0.125]).view(HEADS, 1, 1))

    def bias(self, tokens: int) -> Tensor:
        line = torch.arange(tokens)
        return -self.slopes * (line[None, :] - line[:, None]).abs()


class Windowed(Biased):
    """As in Swin: a table of positions, and windows that are told apart where a mask is added."""

    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.randn(13, HEADS))
        line = torch.arange(7)
        self.register_buffer("index", line[None, :] - line[:, None] + 6)

    def bias(self, tokens: int) -> Tensor:
        return self.table[self.index.view(-1)].view(7, 7, -1).permute(2, 0, 1).contiguous().unsqueeze(0)

    def add(self, scores: Tensor) -> Tensor:
        scores = scores + self.chosen(self.bias(7))
        mask = torch.eye(7)[None, :, None] * -2.0
        return (scores.view(scores.size(0) // 1, 1, self.heads, 7, 7) + mask.view(1, 1, 1, 7, 7)).view(-1, self.heads, 7, 7)


class Summed(Heads):
    """Products as sums over indices; tokens come before heads."""

    def split(self, x: Tensor) -> Tensor:
        return x.reshape(x.size(0), x.size(1), self.heads, self.size)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = torch.einsum("bqhd, bkhd -> bhqk", [q, k]).softmax(-1)
        seen = torch.einsum("bhqk,bkhd->bqhd", [scores, v])
        return self.out(seen.reshape(x.size(0), x.size(1), self.heads * self.size))


class Sliced(nn.Module):
    """Queries, keys and values are cut apart by their widths, which only a trace has as numbers."""

    def __init__(self):
        super().__init__()
        self.heads = self.kv = HEADS
        self.size = WIDTH // HEADS
        self.split_size = WIDTH
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), -1, self.heads, self.size).transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        y, width = self.qkv(x), self.split_size
        q, k, v = self.split(y[:, :, :width]), self.split(y[:, :, width:2 * width]), self.split(y[:, :, 2 * width:])
        seen = (q @ k.transpose(2, 3) / math.sqrt(self.size)).softmax(-1) @ v
        return self.out(seen.transpose(1, 2).reshape(x.size(0), -1, self.heads * self.size))


class Thirds(nn.Module):
    """As in NeoX: each head has its query, key and value one after the other; queries and keys are normalized."""

    def __init__(self):
        super().__init__()
        self.heads = self.kv = HEADS
        self.size = WIDTH // HEADS
        self.qkv, self.out, self.norm = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH), nn.LayerNorm(self.size)

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, _ = x.shape
        q, k, v = self.qkv(x).view(n, tokens, self.heads, 3 * self.size).permute(0, 2, 1, 3).chunk(3, dim=-1)
        scores = (F.layer_norm(q, [8]) @ self.norm(k).mT / math.sqrt(self.size)).softmax(-1)
        return self.out((scores @ v).transpose(1, 2).reshape(n, tokens, self.heads * self.size))


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
    return Fixture(f"{attention.__name__} heads and gated MLPs", layers, lambda n: {"input": torch.randn(n, 7, WIDTH)},
                   [{str(i): True for i in range(3)}])


ON_THE_FLY = {f"{kind.__name__.lower()}_heads": lambda kind=kind: model(kind)
              for kind in (Chunked, Split, Stacked, Interleaved, Repeated, Undivided, Expanded, Rotated,
                           Joined, Outside, Timed, Added, Thirds, Biased, Sloped, Windowed, Summed, Sliced)}
