"""Models that only the end-to-end tests need: token streams in every layout and with every kind of mask."""
from typing import Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fixture import Fixture, chain, fixture

WIDTH = 8


class Mixing(nn.Module):
    """Mixes real tokens by their mean; `tokens` is the dimension that counts them."""
    tokens: int

    def __init__(self, tokens: int):
        super().__init__()
        self.tokens = tokens
        self.norm = nn.LayerNorm(WIDTH)
        self.own = nn.Linear(WIDTH, WIDTH)
        self.shared = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, real: Tensor) -> Tensor:
        h = self.norm(x)
        mean = (h * real).sum(self.tokens, keepdim=True) / real.sum(self.tokens, keepdim=True)
        return x + torch.tanh(self.own(h) + self.shared(mean))


class Tokens(nn.Module):
    sequence_first: bool

    def __init__(self, sequence_first: bool):
        super().__init__()
        self.sequence_first = sequence_first
        self.embed = nn.Embedding(20, WIDTH)
        self.layers = nn.ModuleList([Mixing(0 if sequence_first else 1) for _ in range(3)])

    def run(self, ids: Tensor, real: Tensor) -> Tensor:
        x, weight = self.embed(ids), real.unsqueeze(2).float()
        if self.sequence_first:
            x, weight = x.transpose(0, 1), weight.transpose(0, 1)
        for layer in self.layers:
            x = layer(x, weight)
        return (x * weight).sum(0 if self.sequence_first else 1)


class AttentionMask(Tokens):
    def forward(self, ids: Tensor, attention_mask: Tensor) -> Tensor:
        return self.run(ids, attention_mask != 0)


class PaddingMask(Tokens):
    def forward(self, ids: Tensor, src_key_padding_mask: Tensor) -> Tensor:
        return self.run(ids, src_key_padding_mask == 0)


class Unnamed(Tokens):
    def forward(self, ids: Tensor, valid: Tensor) -> Tensor:
        return self.run(ids, valid != 0)


def tokens(length: int, mask: str, padding: bool = False):
    """Half of the tokens are padding, on average."""
    def draw(n: int) -> dict[str, Tensor]:
        real = torch.arange(length) < torch.randint(1, length + 1, (n, 1))
        return {"ids": torch.randint(1, 20, (n, length)) * real, mask: ~real if padding else real}
    return draw


@fixture
def batch_first() -> Fixture:
    return Fixture("[examples, tokens, width]", AttentionMask(False), tokens(20, "attention_mask"), [chain("layers.{}", 3)])


@fixture
def sequence_first() -> Fixture:
    return Fixture("[tokens, examples, width]", AttentionMask(True), tokens(20, "attention_mask"), [chain("layers.{}", 3)])


@fixture
def square() -> Fixture:
    return Fixture("[tokens, examples, width] with as many tokens as a Gram group has examples", AttentionMask(True), tokens(64, "attention_mask"), [chain("layers.{}", 3)])


@fixture
def padding_mask() -> Fixture:
    return Fixture("a mask that is true at padding", PaddingMask(False), tokens(20, "src_key_padding_mask", padding=True), [chain("layers.{}", 3)])


@fixture
def unnamed_mask() -> Fixture:
    return Fixture("a mask that no name gives away", Unnamed(False), tokens(20, "valid"), [chain("layers.{}", 3)])


class TwoMasks(nn.Module):
    def __init__(self):
        super().__init__()
        self.source = nn.Embedding(20, WIDTH)
        self.target = nn.Embedding(20, WIDTH)
        self.encoder = nn.ModuleList([Mixing(1) for _ in range(2)])
        self.decoder = nn.ModuleList([Mixing(1) for _ in range(2)])

    def forward(self, ids: Tensor, attention_mask: Tensor, decoder_ids: Tensor, decoder_attention_mask: Tensor) -> Tensor:
        x, weight = self.source(ids), attention_mask.unsqueeze(2).float()
        for layer in self.encoder:
            x = layer(x, weight)
        memory = (x * weight).sum(1, keepdim=True)
        y, weight = self.target(decoder_ids) + memory, decoder_attention_mask.unsqueeze(2).float()
        for layer in self.decoder:
            y = layer(y, weight)
        return (y * weight).sum(1)


@fixture
def two_masks() -> Fixture:
    def draw(n: int) -> dict[str, Tensor]:
        encoder, decoder = tokens(20, "attention_mask")(n), tokens(16, "decoder_attention_mask")(n)
        return {**encoder, "decoder_ids": decoder["ids"], "decoder_attention_mask": decoder["decoder_attention_mask"]}
    return Fixture("two chains, each with a mask of its own", TwoMasks(), draw, [chain("encoder.{}", 2), chain("decoder.{}", 2)])


class WideBlock(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + 2 * torch.tanh(3 * self.fc(x))


@fixture
def wide() -> Fixture:
    return Fixture("more channels than are fitted one by one, far from zero", nn.Sequential(*[WideBlock(96) for _ in range(3)]),
                   lambda n: {"input": 5 + torch.randn(n, 12, 96) * torch.logspace(-2, 1, 96)}, [chain("{}", 3)])


class ReadLater(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([WideBlock(WIDTH) for _ in range(5)])

    def forward(self, x: Tensor) -> Tensor:
        early = x
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index == 1:
                early = x
        return torch.cat([x, early], 1)


@fixture
def read_later() -> Fixture:
    return Fixture("the end reads what the second of five blocks wrote", ReadLater(), lambda n: {"x": torch.randn(n, WIDTH)}, [chain("blocks.{}", 5)])


class Perceptron(nn.Module):
    """Maps with their channels last, as in a Swin transformer."""
    features_of_maps = -1

    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.up = nn.Linear(WIDTH, 2 * WIDTH)
        self.down = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.down(torch.tanh(self.up(self.norm(x))))


class ScaledPerceptron(Perceptron):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.rand(WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.scale * self.down(torch.tanh(self.up(self.norm(x))))


@fixture
def channels_last() -> Fixture:
    return Fixture("[examples, height, width, channels]", nn.Sequential(*[Perceptron() for _ in range(3)]),
                   lambda n: {"input": torch.randn(n, 5, 6, WIDTH) * torch.logspace(-1, 1, WIDTH)}, [chain("{}", 3)])


@fixture
def layer_scale() -> Fixture:
    return Fixture("the same, with something between the last layer and the sum", nn.Sequential(*[ScaledPerceptron() for _ in range(3)]),
                   lambda n: {"input": torch.randn(n, 5, 6, WIDTH)}, [chain("{}", 3)])


class Temporal(nn.Module):
    """Maps with one dimension of positions, as in a temporal convolutional network."""
    features_of_maps = 1

    def __init__(self, dilation: int):
        super().__init__()
        self.conv1 = nn.Conv1d(WIDTH, WIDTH, 3, padding=dilation, dilation=dilation)
        self.conv2 = nn.Conv1d(WIDTH, WIDTH, 3, padding=dilation, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.norm(self.conv2(torch.relu(self.conv1(x))))


@fixture
def temporal() -> Fixture:
    return Fixture("[examples, channels, time]", nn.Sequential(*[Temporal(2 ** i) for i in range(3)]), lambda n: {"input": torch.randn(n, WIDTH, 20)}, [chain("{}", 3)])


class Volume(nn.Module):
    """Maps with three."""
    features_of_maps = 1

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(WIDTH, WIDTH, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.tanh(self.conv(x))


@fixture
def volumes() -> Fixture:
    return Fixture("[examples, channels, depth, height, width]", nn.Sequential(*[Volume() for _ in range(3)]), lambda n: {"input": torch.randn(n, WIDTH, 3, 4, 5)}, [chain("{}", 3)])


class Towers(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.ModuleList([WideBlock(WIDTH) for _ in range(3)])
        self.second = nn.ModuleList([WideBlock(WIDTH) for _ in range(3)])

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        y = x
        for block in self.first:
            x = block(x)
        for block in self.second:
            y = block(y)
        return x, y


@fixture
def towers() -> Fixture:
    return Fixture("two results, each with a chain of its own", Towers(), lambda n: {"x": torch.randn(n, WIDTH)},
                   [chain("first.{}", 3), chain("second.{}", 3, kept=(0, 1, 2))])


class WithState(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([WideBlock(WIDTH) for _ in range(3)])
        self.head = nn.Linear(WIDTH, 1)

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        for block in self.blocks:
            x = block(x)
        return self.head(x), x


@fixture
def with_state() -> Fixture:
    return Fixture("two results from one chain", WithState(), lambda n: {"x": torch.randn(n, WIDTH)}, [chain("blocks.{}", 3)])


class Counting(nn.Module):
    """Counts its calls, and is saved in training mode, on which its code depends; a trace's does not."""
    saved_in_training = True

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([WideBlock(WIDTH) for _ in range(3)])
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        for block in self.blocks:
            x = block(x)
        return F.dropout(x, 0.1, self.training)


@fixture
def counting() -> Fixture:
    return Fixture("a buffer that is no statistic", Counting(), lambda n: {"x": torch.randn(n, WIDTH)}, [chain("blocks.{}", 3)])


class Faint(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.5 * torch.tanh(self.fc(x))


class Frozen(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(WIDTH, WIDTH)
        self.blocks = nn.ModuleList([Faint() for _ in range(3)])

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return x


@fixture
def frozen_double() -> Fixture:
    return Fixture("64 bits, no gradients, and before the first block's sum a layer that is not the block's", Frozen().double().requires_grad_(False),
                   lambda n: {"x": torch.randn(n, WIDTH, dtype=torch.float64)}, [chain("blocks.{}", 3)])


class NestedTensors(nn.Module):
    """Given a mask, PyTorch's own encoder hands nested tensors from layer to layer; a trace records that."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(WIDTH, 2, 16, batch_first=True), 3)

    def forward(self, x: Tensor, pad_mask: Tensor) -> Tensor:
        return self.encoder(x, src_key_padding_mask=pad_mask)


@fixture
def nested_tensors() -> Fixture:
    return Fixture("streams into which nothing can look", NestedTensors(), lambda n: {"x": torch.randn(n, 6, WIDTH), "pad_mask": torch.arange(6) >= torch.randint(3, 7, (n, 1))})


class Small(nn.Module):
    """A residual convolution."""
    features_of_maps = 1

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.5 * torch.tanh(self.conv(x))


class Pooled(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Small() for _ in range(2)])

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        return F.avg_pool2d(x, 2)


@fixture
def pooled_stages() -> Fixture:
    stages = [Pooled() for _ in range(3)]
    return Fixture("stages of equal weights, of which only a run shows that they halve the map", nn.Sequential(*stages, nn.Flatten(), nn.Linear(WIDTH * 4, 3)),
                   lambda n: {"input": torch.randn(n, WIDTH, 16, 16)}, [{f"{s}.blocks.{b}": True for s in range(3) for b in range(2)}])


class Exporting(nn.Module):
    """Has methods besides forward, and leaves a value of its last block in an attribute."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([WideBlock(WIDTH) for _ in range(3)])
        self.head = nn.Linear(WIDTH, 2)
        self.last = torch.zeros(1)

    def _run(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        return x

    def forward(self, x: Tensor) -> Tensor:
        x = self._run(x)
        self.last = x
        return self.head(x)

    @torch.jit.export
    def embed(self, x: Tensor) -> Tensor:
        return torch.tanh(self._run(x))

    @torch.jit.export
    def width(self) -> int:
        return self.head.in_features


@fixture
def exporting() -> Fixture:
    return Fixture("methods besides forward, and a value left in an attribute", Exporting(), lambda n: {"x": torch.randn(n, WIDTH)},
                   [chain("blocks.{}", 3)])
