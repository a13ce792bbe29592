"""Transformer fixtures: masks, tuples, shared blocks, two chains."""
import math
from typing import Optional, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fixture import Fixture, chain, fixture, tokens

WIDTH = 8


class Attention(nn.Module):
    def __init__(self, heads: int = 2):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), self.heads, -1).transpose(1, 2)

    def forward(self, x: Tensor, memory: Tensor, bias: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
        q, k, v = self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory))
        scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(q.size(3))
        if bias is not None:
            scores = scores + bias
        weights = scores.softmax(-1)
        seen = torch.matmul(weights, v).transpose(1, 2)
        return self.out(seen.reshape(x.shape)), weights


class PreNormLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.attention = Attention()
        self.norm2 = nn.LayerNorm(WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 16), nn.GELU(), nn.Linear(16, WIDTH))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        h = self.norm1(x)
        x = x + self.attention(h, h, mask)[0]
        return x + self.mlp(self.norm2(x))


def additive(mask: Tensor) -> Tensor:
    return mask.logical_not().to(torch.float32)[:, None, None] * -10000.0


class MaskedTransformer(nn.Module):
    def __init__(self, layers: int = 4):
        super().__init__()
        self.embed = nn.Embedding(20, WIDTH)
        self.layers = nn.ModuleList([PreNormLayer() for _ in range(layers)])
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, 3)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.embed(ids)
        bias = additive(mask)
        for layer in self.layers:
            x = layer(x, bias)
        kept = mask.unsqueeze(2).to(x.dtype)
        return self.head((self.norm(x) * kept).sum(1) / kept.sum(1))


@fixture
def masked_transformer() -> Fixture:
    return Fixture("pre-norm layers in a ModuleList that the parent calls with a mask; traced, the mask is computed once outside",
                   MaskedTransformer(), tokens(20, 7), [chain("layers.{}", 4)])


class PostNormLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.up = nn.Linear(WIDTH, 16)
        self.down = nn.Linear(16, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor]:
        seen, weights = self.attention(hidden, hidden, mask)
        hidden = self.norm1(hidden + seen)
        return self.norm2(hidden + self.down(F.gelu(self.up(hidden)))), weights


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.ModuleList([PostNormLayer() for _ in range(4)])

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        for layer in self.layer:
            outputs = layer(hidden, mask)
            hidden = outputs[0]
        return hidden


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(20, WIDTH, padding_idx=0)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.encoder = Encoder()
        self.pooler = nn.Linear(WIDTH, WIDTH)
        self.classifier = nn.Linear(WIDTH, 3)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        hidden = self.encoder(self.norm(self.words(ids)), additive(mask))
        return self.classifier(torch.tanh(self.pooler(hidden[:, 0])))


@fixture
def bert() -> Fixture:
    return Fixture("post-norm blocks that return (hidden, attention) of which the parent reads the first",
                   Bert(), tokens(20, 6), [chain("encoder.layer.{}", 4)], "stream and nothing")


class HandingOnLayer(nn.Module):
    """Returns its second input as it came, as T5 hands its position bias on."""

    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.attention = Attention()

    def forward(self, x: Tensor, bias: Tensor) -> Tuple[Tensor, Tensor]:
        h = self.norm(x)
        return x + self.attention(h, h, bias)[0], bias


class HandingOn(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, WIDTH)
        self.blocks = nn.ModuleList([HandingOnLayer() for _ in range(3)])

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x, bias = self.embed(ids), additive(mask)
        for block in self.blocks:
            x, bias = block(x, bias)
        return x + bias.mean()


@fixture
def tuple_handed_on() -> Fixture:
    return Fixture("the second output of a block is its second input, handed on to the next block",
                   HandingOn(), tokens(20, 5), [chain("blocks.{}", 3)], "stream and others")


class TwoStreamLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        state = state + self.fc(x)
        return x + torch.tanh(state), state


class TwoStreams(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([TwoStreamLayer() for _ in range(3)])

    def forward(self, x: Tensor, state: Tensor) -> Tensor:
        for block in self.blocks:
            x, state = block(x, state)
        return x


@fixture
def two_streams() -> Fixture:
    return Fixture("two tensors of one shape flow from block to block and both change: only the last block, of which one is read, may go",
                   TwoStreams(), lambda n: {"x": torch.randn(n, WIDTH), "state": torch.zeros(n, WIDTH)},
                   [chain("blocks.{}", 3, kept=(0, 1))], "stream and others")


class Albert(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, WIDTH)
        self.shared = PreNormLayer()

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x, bias = self.embed(ids), additive(mask)
        for _ in range(3):
            x = self.shared(x, bias)
        return x


@fixture
def albert() -> Fixture:
    return Fixture("one block called three times, in a loop when scripted and by forward, forward1, forward2 when traced: reported, and stays",
                   Albert(), tokens(20, 5), [{"shared": False}])


class DecoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.attention = Attention()
        self.norm2 = nn.LayerNorm(WIDTH)
        self.cross = Attention()

    def forward(self, y: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        h = self.norm1(y)
        y = y + self.attention(h, h, None)[0]
        return y + self.cross(self.norm2(y), memory, mask)[0]


class EncoderDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, WIDTH)
        self.encoder = nn.ModuleList([PreNormLayer() for _ in range(3)])
        self.decoder = nn.ModuleList([DecoderLayer() for _ in range(3)])
        self.head = nn.Linear(WIDTH, 20, bias=False)
        self.head.weight = self.embed.weight

    def forward(self, ids: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        memory, bias = self.embed(ids), additive(mask)
        for layer in self.encoder:
            memory = layer(memory, bias)
        y = self.embed(target)
        for layer in self.decoder:
            y = layer(y, memory, bias)
        return self.head(y)


@fixture
def encoder_decoder() -> Fixture:
    draw = tokens(20, 6)
    return Fixture("two chains, the second reading the first one's end in every block; embedding and head share a weight",
                   EncoderDecoder(), lambda n: {**draw(n), "target": torch.randint(1, 20, (n, 4))},
                   [chain("encoder.{}", 3), chain("decoder.{}", 3)])


class PositionBias(nn.Module):
    """T5's relative position bias: a learned number for every head and clipped distance."""

    def __init__(self, heads: int = 2, reach: int = 3):
        super().__init__()
        self.reach = reach
        self.distances = nn.Embedding(2 * reach + 1, heads)

    def forward(self, x: Tensor) -> Tensor:
        place = torch.arange(x.size(1))
        distance = (place[None, :] - place[:, None]).clamp(-self.reach, self.reach) + self.reach
        return self.distances(distance).permute(2, 0, 1).unsqueeze(0)


class RelativeLayer(nn.Module):
    """The first one of a stack computes the bias, with the mask in it; all hand it on."""

    def __init__(self, computes_bias: bool):
        super().__init__()
        self.positions = PositionBias() if computes_bias else None
        self.norm = nn.LayerNorm(WIDTH)
        self.attention = Attention()
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 16), nn.ReLU(), nn.Linear(16, WIDTH))

    def forward(self, x: Tensor, bias: Optional[Tensor], mask: Tensor) -> Tuple[Tensor, Tensor]:
        if self.positions is not None:
            bias = self.positions(x) + mask
        assert bias is not None
        h = self.norm(x)
        x = x + self.attention(h, h, bias)[0]
        return x + self.mlp(x), bias


class RelativeDecoderLayer(nn.Module):
    def __init__(self, computes_bias: bool):
        super().__init__()
        self.own = RelativeLayer(computes_bias)
        self.norm = nn.LayerNorm(WIDTH)
        self.cross = Attention()

    def forward(self, x: Tensor, bias: Optional[Tensor], mask: Tensor, memory: Tensor, memory_mask: Tensor) -> Tuple[Tensor, Tensor]:
        x, bias = self.own(x, bias, mask)
        return x + self.cross(self.norm(x), memory, memory_mask)[0], bias


class T5(nn.Module):
    def __init__(self, layers: int = 3):
        super().__init__()
        self.embed = nn.Embedding(20, WIDTH)
        self.encoder = nn.ModuleList([RelativeLayer(i == 0) for i in range(layers)])
        self.decoder = nn.ModuleList([RelativeDecoderLayer(i == 0) for i in range(layers)])
        self.head = nn.Linear(WIDTH, 20)

    def forward(self, ids: Tensor, attention_mask: Tensor, decoder_ids: Tensor, decoder_attention_mask: Tensor) -> Tensor:
        memory, memory_mask = self.embed(ids), additive(attention_mask)
        bias: Optional[Tensor] = None
        for layer in self.encoder:
            memory, bias = layer(memory, bias, memory_mask)
        length = decoder_ids.size(1)
        causal = torch.ones(length, length).triu(1) * -10000.0 + additive(decoder_attention_mask)
        y = self.embed(decoder_ids)
        bias = None
        for layer in self.decoder:
            y, bias = layer(y, bias, causal, memory, memory_mask)
        return self.head(y)


def two_texts(n: int) -> dict[str, Tensor]:
    source, target = tokens(20, 9)(n), tokens(20, 7)(n)
    return {"ids": source["ids"], "attention_mask": source["mask"], "decoder_ids": target["ids"], "decoder_attention_mask": target["mask"]}


@fixture
def t5() -> Fixture:
    return Fixture("encoder and decoder, each with a position bias that its first block computes and the others hand on",
                   T5(), two_texts, [chain("encoder.{}", 3, kept=(0,)), chain("decoder.{}", 3, kept=(0,))], "stream and the next")


@fixture
def t5_short() -> Fixture:
    return Fixture("no two blocks of the encoder or the decoder are alike, but two of the attentions in them are, as if the blocks were stages",
                   T5(2), two_texts, [chain("encoder.{}", 2, kept=(0,)), chain("decoder.{}", 2, kept=(0,))], "stream and the next")


class LazyLayer(nn.Module):
    """Computes the bias where none is handed to it, as the first one of a stack."""

    def __init__(self):
        super().__init__()
        self.positions = PositionBias()
        self.norm = nn.LayerNorm(WIDTH)
        self.attention = Attention()

    def forward(self, x: Tensor, bias: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
        if bias is None:
            bias = self.positions(x)
        h = self.norm(x)
        return x + self.attention(h, h, bias)[0], bias


class Lazy(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, WIDTH)
        self.layers = nn.ModuleList([LazyLayer() for _ in range(4)])

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embed(ids)
        bias: Optional[Tensor] = None
        for layer in self.layers:
            x, bias = layer(x, bias)
        return x


@fixture
def lazy_bias() -> Fixture:
    return Fixture("every block could compute the bias that they hand on, and the first one does",
                   Lazy(), lambda n: {"ids": tokens(20, 5)(n)["ids"]}, [chain("layers.{}", 4, kept=(0,))], "stream and the next")


class OneTupleLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.mlp = nn.Linear(WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tuple[Tensor]:
        hidden = self.norm1(hidden + self.attention(hidden, hidden, mask)[0])
        return (self.norm2(hidden + self.mlp(hidden)),)


class OneTupleEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.ModuleList([OneTupleLayer() for _ in range(5)])

    def forward(self, hidden: Tensor, mask: Tensor) -> Tuple[Tensor]:
        hidden = self.layer[0](hidden, mask)[0]
        outputs = self.layer[1](hidden, mask)
        hidden, = self.layer[2](outputs[0], mask)
        outputs = self.layer[3](hidden, mask)
        if hidden.size(0) > 0:
            outputs = self.layer[4](outputs[0], mask)
        return outputs


@fixture
def one_tuple() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.words = nn.Embedding(20, WIDTH)
            self.encoder = OneTupleEncoder()
            self.classifier = nn.Linear(WIDTH, 3)

        def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
            return self.classifier(self.encoder(self.words(ids), additive(mask))[0].mean(1))

    return Fixture("blocks that return a tuple of one, which their caller indexes, unpacks, keeps under an if and returns whole",
                   Model(), tokens(20, 6), [chain("encoder.layer.{}", 5)], "stream in a tuple")


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([StackLayer() for _ in range(3)])

    def forward(self, x: Tensor, memory: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x, memory)
        return x


class StackLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.attention = Attention()
        self.cross = Attention()
        self.mlp = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, memory: Tensor) -> Tensor:
        h = self.norm(x)
        x = x + self.attention(h, h, None)[0]
        x = x + self.cross(x, memory, None)[0]
        return x + self.mlp(x)


@fixture
def two_stacks() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = Stack()
            self.decoder = Stack()

        def forward(self, source: Tensor, target: Tensor) -> Tensor:
            return self.decoder(target, self.encoder(source, target.mean(1, keepdim=True)))

    return Fixture("encoder and decoder are of one class; the decoder reads the encoder's result, but not as the stream of its layers",
                   Model(), lambda n: {"source": torch.randn(n, 5, WIDTH), "target": torch.randn(n, 5, WIDTH)},
                   [chain("encoder.layers.{}", 3), chain("decoder.layers.{}", 3)])


class MaybeLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, extra: Optional[Tensor]) -> Tuple[Tensor, Optional[Tensor]]:
        if extra is not None:
            x = x + 0 * extra
        return x + self.fc(x), extra


@fixture
def optional_handed_on() -> Fixture:
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([MaybeLayer() for _ in range(3)])
            self.after = nn.Linear(WIDTH, WIDTH)

        def more(self, x: Tensor, extra: Optional[Tensor]) -> Tuple[Tensor, Optional[Tensor]]:
            return self.after(x), extra

        def forward(self, x: Tensor) -> Tensor:
            extra = x.mean(1, keepdim=True)
            made = self.layers[0](x, extra)
            made = self.layers[1](made[0], extra)
            while made[0].size(0) < 0:
                made = self.more(made[0], made[1])
            return self.layers[2](made[0], made[1])[0]

    return Fixture("blocks hand a tensor on under an optional type, by which a loop keeps their results",
                   Model(), lambda n: {"x": torch.randn(n, WIDTH)}, [chain("layers.{}", 3)], "stream and others", forms=("scripted",))
