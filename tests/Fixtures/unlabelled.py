"""Models that are no classifiers: embeddings and regressions, whose quality is measured without labels.

    /usr/bin/python3 relative.py unlabelled.py OUT_FOLDER

OUT_FOLDER gets one file NAME.pt a model and models.json, which says of each model what it is, by which metric it should be judged, and its
inputs in forward's order: {"name", "shape" without the examples}, and for whole numbers what they are "below". What a block adds is small
beside the stream, as in most trained models.
"""
import json
import pathlib
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fixture import REGISTRY, Fixture, Inputs, fixture, seeded

VOCABULARY, LENGTH, WIDTH, CHANNELS = 20, 6, 8, 4


@dataclass
class Unlabelled(Fixture):
    metric: str = ""
    """What the tool should compare where nobody says what the outputs are."""

    def save(self, path: pathlib.Path) -> None:
        example = tuple(self.inputs(2).values())
        with torch.no_grad():
            module = torch.jit.script(self.model) if self.forms == ("scripted",) else torch.jit.trace(self.model, example)
        module.save(str(path))

    def describe(self, name: str) -> dict:
        inputs = [{"name": key, "shape": list(value.shape)[1:], **({} if value.is_floating_point() else {"below": VOCABULARY})}
                  for key, value in self.inputs(2).items()]
        return {"name": name, "form": self.forms[0], "feature": self.feature, "metric": self.metric, "inputs": inputs}


def scripted(feature: str, model: nn.Module, inputs: Inputs, metric: str = "relative-error") -> Unlabelled:
    return Unlabelled(feature, model, inputs, forms=("scripted",), metric=metric)


def traced(feature: str, model: nn.Module, inputs: Inputs, metric: str = "relative-error") -> Unlabelled:
    return Unlabelled(feature, model, inputs, forms=("traced",), metric=metric)


def numbers(*shape: int) -> Inputs:
    """Under the name that a Sequential gives its argument."""
    return lambda n: {"input": torch.randn(n, *shape)}


def sentences(name: str) -> Inputs:
    """Token numbers; 0 is padding."""
    return lambda n: {name: torch.randint(VOCABULARY, (n, LENGTH))}


class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(WIDTH, WIDTH)
        self.fc2 = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.4 * self.fc2(F.gelu(self.fc1(x)))


class Attending(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.query = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        h = self.norm(x)
        seen = torch.matmul(self.query(h), h.transpose(1, 2)).softmax(-1)
        return x + 0.4 * F.gelu(torch.matmul(seen, self.value(h)))


class Convolving(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + 0.4 * self.conv(x))


class Dilated(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(CHANNELS, CHANNELS, 3, padding=2, dilation=2)

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.4 * F.relu(self.conv(x))


def three(block: type) -> nn.Sequential:
    return nn.Sequential(*[block() for _ in range(3)])


def stem(channels: int) -> list[nn.Module]:
    return [nn.Conv2d(channels, CHANNELS, 3, padding=1), nn.ReLU()]


def perceptron(inputs: int, outputs: int, *last: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, WIDTH), three(Dense), nn.Linear(WIDTH, outputs), *last)


class Unit(nn.Module):
    """Makes every vector one of length 1."""

    def forward(self, x: Tensor) -> Tensor:
        return F.normalize(x, dim=-1)


class Scale(nn.Module):
    """A change of unit."""
    factor: float
    shift: float

    def __init__(self, factor: float, shift: float = 0.0):
        super().__init__()
        self.factor = factor
        self.shift = shift

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor + self.shift


class Encoder(nn.Module):
    """Tokens in, a vector for each token out."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, WIDTH)
        self.layers = nn.ModuleList([Attending() for _ in range(3)])

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x)
        return x


class MeanOfTokens(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()

    def forward(self, ids: Tensor) -> Tensor:
        real = (ids != 0).unsqueeze(2).float()
        return (self.encoder(ids) * real).sum(1) / real.sum(1).clamp(min=1.0)


class FirstToken(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x[:, 0]


class Towers(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Sequential(nn.Linear(8, WIDTH), three(Dense), nn.Linear(WIDTH, 8))
        self.item = nn.Sequential(nn.Linear(10, WIDTH), three(Dense), nn.Linear(WIDTH, 8))

    def forward(self, query: Tensor, item: Tensor) -> Tensor:
        return F.normalize(torch.stack([self.query(query), self.item(item)], 1), dim=-1)


class Ascending(nn.Module):
    """The lowest number, and above it positive steps."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x[:, :1], x[:, :1] + F.softplus(x[:, 1:]).cumsum(1)], 1)


@fixture
def unit_sentences() -> Unlabelled:
    return scripted("sentence embeddings of length 1, the mean of the real tokens", nn.Sequential(MeanOfTokens(), Unit()),
                    sentences("input"), "cosine")


@fixture
def unit_first_tokens() -> Unlabelled:
    return traced("sentence embeddings of length 1, projected from the first token",
                  nn.Sequential(Encoder(), FirstToken(), nn.Linear(WIDTH, 10), Unit()), sentences("input"), "cosine")


@fixture
def sentence_means() -> Unlabelled:
    return scripted("sentence embeddings of any length, the mean of the real tokens", MeanOfTokens(), sentences("ids"))


@fixture
def token_embeddings() -> Unlabelled:
    return scripted("a vector for each token", Encoder(), sentences("ids"))


@fixture
def unit_images() -> Unlabelled:
    head = nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), nn.Linear(CHANNELS * 9, 16), Unit())
    return scripted("image embeddings of length 1 from a residual CNN", nn.Sequential(*stem(3), three(Convolving), head),
                    numbers(3, 6, 6), "cosine")


@fixture
def two_towers() -> Unlabelled:
    return scripted("a query and an item, projected into one space", Towers(),
                    lambda n: {"query": torch.randn(n, 8), "item": torch.randn(n, 10)}, "cosine")


@fixture
def positions() -> Unlabelled:
    return scripted("(x, y) in pixels", perceptron(8, 2, nn.Sigmoid(), Scale(224.0)), numbers(8))


@fixture
def keypoints() -> Unlabelled:
    head = nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), nn.Linear(CHANNELS * 9, 10), nn.Unflatten(1, (5, 2)), Scale(8.0, 4.0))
    return traced("five points of a pose in an image", nn.Sequential(*stem(1), three(Convolving), head), numbers(1, 6, 6))


@fixture
def depth_maps() -> Unlabelled:
    return traced("a positive depth for each pixel", nn.Sequential(*stem(3), three(Convolving), nn.Conv2d(CHANNELS, 1, 1), nn.Softplus()),
                  numbers(3, 6, 6))


@fixture
def spectra() -> Unlabelled:
    return traced("a spectrum in dB", perceptron(8, 40, Scale(8.0, -40.0)), numbers(8))


@fixture
def forecasts() -> Unlabelled:
    model = nn.Sequential(nn.Conv1d(1, CHANNELS, 3, padding=1), three(Dilated), nn.Flatten(), nn.Linear(CHANNELS * 16, 8))
    return scripted("the next 8 values of a time series", model, numbers(1, 16))


@fixture
def prices() -> Unlabelled:
    return traced("one number", perceptron(8, 1, Scale(100.0, 300.0)), numbers(8))


@fixture
def reconstructions() -> Unlabelled:
    return scripted("an autoencoder's reconstruction of what it reads",
                    nn.Sequential(perceptron(16, 4, nn.Tanh()), perceptron(4, 16)), numbers(16))


@fixture
def upscaled_images() -> Unlabelled:
    head = nn.Sequential(nn.Conv2d(CHANNELS, 4, 1), nn.PixelShuffle(2))
    return scripted("images of twice the height and width", nn.Sequential(*stem(1), three(Convolving), head), numbers(1, 6, 6))


@fixture
def quantiles() -> Unlabelled:
    return scripted("five quantiles in ascending order", perceptron(8, 5, Ascending()), numbers(8))


@fixture
def normals() -> Unlabelled:
    return scripted("a normal vector for each point of a cloud", perceptron(6, 3, Unit()),
                    numbers(5, 6), "cosine")


@fixture
def hash_codes() -> Unlabelled:
    return scripted("codes for retrieval, nearly all of them −1 or 1", perceptron(8, 24, Scale(6.0), nn.Tanh()), numbers(8))


@fixture
def rates() -> Unlabelled:
    return scripted("seven positive numbers", perceptron(8, 7, nn.Softplus()), numbers(8))


@fixture
def forces() -> Unlabelled:
    return traced("numbers of the order of 10,000", perceptron(8, 3, Scale(1e4)), numbers(8))


@fixture
def currents() -> Unlabelled:
    return scripted("six targets of the order of 0.0001", perceptron(8, 6, Scale(1e-4)), numbers(8))


def main(folder: str) -> None:
    torch.set_num_threads(1)
    out = pathlib.Path(folder)
    out.mkdir(exist_ok=True)
    rows = []
    for name, build in sorted(REGISTRY.items()):
        made = seeded(build)
        made.save(out / f"{name}.pt")
        rows.append(made.describe(name))
    (out / "models.json").write_text(json.dumps({"models": rows}, indent=1, ensure_ascii=False) + "\n")
