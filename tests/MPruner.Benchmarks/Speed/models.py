"""Makes the models that speed is measured on, with random weights, and data for them.

    apt-get install python3-torch python3-torchvision
    /usr/bin/python3 models.py resnet50 --output FOLDER     torchvision's; 64 images of 224×224 pixels
    /usr/bin/python3 models.py bert --output FOLDER         12 layers of width 768 like BERT-base; 256 texts of 128 tokens
    /usr/bin/python3 models.py resnet18|resnet152 --output FOLDER

Writes NAME.pt, traced, and NAME.npz. Batch norms have the statistics of some images, and what a branch adds to the stream is as large as
in trained models, so that the streams differ from block to block. Images are smooth patterns with noise: of pure noise, all would be alike
to a convolutional network.
"""
import argparse
import math
import pathlib

import numpy as np
import torch
import torchvision
from torch import nn
from torch.nn import functional

WIDTH, HEADS, LAYERS, WORDS, TOKENS = 768, 12, 12, 30_522, 128


class SelfAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)

    def split(self, x: torch.Tensor) -> torch.Tensor:
        return x.view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).permute(0, 2, 1, 3)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        weights = (query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + mask).softmax(-1)
        return (weights @ value).permute(0, 2, 1, 3).reshape(x.shape[0], x.shape[1], WIDTH)


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.self, self.dense, self.LayerNorm = SelfAttention(), nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.LayerNorm(x + self.dense(self.self(x, mask)))


class BertLayer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention, self.LayerNorm = Attention(), nn.LayerNorm(WIDTH)
        self.intermediate, self.output = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.attention(x, mask)
        return self.LayerNorm(x + self.output(functional.gelu(self.intermediate(x))))


class Bert(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words, self.positions, self.LayerNorm = nn.Embedding(WORDS, WIDTH), nn.Embedding(512, WIDTH), nn.LayerNorm(WIDTH)
        self.layer = nn.ModuleList([BertLayer() for _ in range(LAYERS)])
        self.pooler, self.classifier = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.LayerNorm(self.words(ids) + self.positions.weight[:ids.shape[1]])
        added = (1 - mask.float())[:, None, None] * -10_000.0
        for layer in self.layer:
            x = layer(x, added)
        return self.classifier(torch.tanh(self.pooler(x[:, 0])))


def bert(count: int) -> tuple[nn.Module, dict[str, torch.Tensor]]:
    model = Bert().eval()
    for module in model.layer.modules():
        if isinstance(module, nn.Linear):
            # Wide enough that each half of a layer adds about a third of the stream's own size.
            nn.init.normal_(module.weight, std=1 / math.sqrt(module.in_features))
    lengths = torch.randint(TOKENS // 4, TOKENS + 1, (count,))
    mask = (torch.arange(TOKENS)[None] < lengths[:, None]).long()
    return model, {"ids": torch.randint(1, WORDS, (count, TOKENS)) * mask, "mask": mask}


def images(count: int, size: int) -> torch.Tensor:
    data = 0.3 * torch.randn(count, 3, size, size)
    for cells in (2, 4, 8, 16, 32):
        data += functional.interpolate(torch.randn(count, 3, cells, cells), size, mode="bilinear", align_corners=False)
    return data


def resnet(name: str, count: int, size: int) -> tuple[nn.Module, dict[str, torch.Tensor]]:
    model = getattr(torchvision.models, name)(weights=None)
    for block in model.modules():
        last = getattr(block, "bn3", getattr(block, "bn2", None))
        if isinstance(block, (torchvision.models.resnet.BasicBlock, torchvision.models.resnet.Bottleneck)):
            nn.init.uniform_(last.weight, 0.2, 0.6)
    data = images(count, size)
    with torch.no_grad():
        for norm in model.modules():
            if isinstance(norm, nn.BatchNorm2d):
                norm.momentum = None
        model.train()(data[:16])
    return model.eval(), {"x": data}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", choices=("bert", "resnet18", "resnet50", "resnet152"))
    arguments.add_argument("--output", type=pathlib.Path, required=True)
    arguments.add_argument("--examples", type=int)
    arguments.add_argument("--size", type=int, default=224, help="the images' width and height")
    options = arguments.parse_args()

    torch.manual_seed(0)
    options.output.mkdir(parents=True, exist_ok=True)
    if options.model == "bert":
        model, data = bert(options.examples or 256)
    else:
        model, data = resnet(options.model, options.examples or 64, options.size)
    with torch.no_grad():
        traced = torch.jit.trace(model, tuple(array[:2] for array in data.values()), check_trace=False)
    traced.save(str(options.output / f"{options.model}.pt"))
    np.savez(options.output / f"{options.model}.npz", **{name: array.numpy() for name, array in data.items()})


if __name__ == "__main__":
    main()
