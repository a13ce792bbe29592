"""Builds all-MiniLM-L6-v2 in PyTorch, with the weights of its ONNX file, and saves it as TorchScript.

    minilm.py MODEL.onnx OUTPUT.pt
"""
import math
import sys

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

WIDTH, INNER, HEADS, LAYERS = 384, 1536, 12, 6


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        query, key, value = (layer(x).unflatten(2, (HEADS, -1)).transpose(1, 2) for layer in (self.query, self.key, self.value))
        scores = query @ key.transpose(2, 3) / math.sqrt(WIDTH // HEADS) + mask
        return (scores.softmax(3) @ value).transpose(1, 2).flatten(2)


class Output(nn.Module):
    def __init__(self, inner: int):
        super().__init__()
        self.dense, self.LayerNorm = nn.Linear(inner, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, stream: Tensor) -> Tensor:
        return self.LayerNorm(self.dense(x) + stream)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.ModuleDict({"self": Attention(), "output": Output(WIDTH)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(WIDTH, INNER)})
        self.output = Output(INNER)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.attention["output"](self.attention["self"](x, mask), x)
        return self.output(nn.functional.gelu(self.intermediate["dense"](x)), x)


class Embeddings(nn.Module):
    def __init__(self, words: int, positions: int):
        super().__init__()
        self.word_embeddings, self.position_embeddings = nn.Embedding(words, WIDTH), nn.Embedding(positions, WIDTH)
        self.token_type_embeddings, self.LayerNorm = nn.Embedding(2, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, ids: Tensor, segments: Tensor) -> Tensor:
        positions = torch.arange(ids.size(1))
        return self.LayerNorm(self.word_embeddings(ids) + self.token_type_embeddings(segments) + self.position_embeddings(positions))


class MiniLm(nn.Module):
    def __init__(self, words: int, positions: int):
        super().__init__()
        self.embeddings = Embeddings(words, positions)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList([Layer() for _ in range(LAYERS)])})

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        mask = (1 - attention_mask[:, None, None].float()) * -10000
        x = self.embeddings(input_ids, token_type_ids)
        for layer in self.encoder["layer"]:
            x = layer(x, mask)
        return x


def weights(path: str) -> dict[str, Tensor]:
    """By their names in PyTorch. The exporter transposed those of linear layers and dropped their names; their biases have theirs."""
    graph = onnx.load(path).graph
    known = {tensor.name: torch.tensor(numpy_helper.to_array(tensor)) for tensor in graph.initializer}
    products = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    for node in (node for node in graph.node if node.op_type == "Add"):
        bias = next((name for name in node.input if name.endswith(".bias")), None)
        product = next((products[name] for name in node.input if name in products), None)
        if bias and product in known:
            known[bias.removesuffix("bias") + "weight"] = known[product].T
    return known


def main() -> None:
    found = weights(sys.argv[1])
    model = MiniLm(*(len(found[f"embeddings.{name}_embeddings.weight"]) for name in ("word", "position"))).eval()
    model.load_state_dict({name: found[name] for name in model.state_dict()})
    ids = torch.randint(1996, 20000, (2, 12))
    torch.jit.save(torch.jit.trace(model, (ids, torch.ones_like(ids), torch.zeros_like(ids))), sys.argv[2])


if __name__ == "__main__":
    main()
