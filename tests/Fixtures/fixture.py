"""What a fixture is: a small eager model, its inputs, and what the tool should find in it."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Callable

import torch
from torch import Tensor, nn

Inputs = Callable[[int], dict[str, Tensor]]


class Gone(nn.Module):
    """Stands where a block was, in the form in which the block's caller reads it."""

    def __init__(self, form: str):
        super().__init__()
        self.form = form

    def forward(self, x: Tensor, *others, **options):
        if self.form == "stream":
            return x
        if self.form == "stream in a tuple":
            return (x,)
        if self.form == "stream and nothing":
            return x, None
        if self.form == "stream and the next":
            return x, others[0]
        if self.form == "stream and others":
            return (x, *others)
        # The caller adds: −0 is the one number that changes nothing, not even the sign of a zero.
        assert self.form == "nothing added"
        return torch.full_like(x, -0.0)


@dataclass
class Fixture:
    feature: str
    """What this file exercises, in a sentence."""
    model: nn.Module
    inputs: Inputs
    """Takes the number of examples; returns forward's arguments by name. Draws from torch's global generator."""
    chains: list[dict[str, bool]] = field(default_factory=list)
    """For each block chain: block path → removable, on these inputs."""
    gone: str = "stream"
    forms: tuple[str, ...] = ("scripted", "traced")
    read_when_traced: tuple[str, ...] = ()
    """Blocks whose weights a traced file reads from outside of them, so that they must stay in it."""
    runs: bool = True
    """False where this libtorch can load the file but has no kernel to run it on a CPU, or the tool refuses to run it."""
    strict: bool = True
    """False where a trace returns a container that is made anew in each call."""


REGISTRY: dict[str, Callable[[], Fixture]] = {}


def fixture(build: Callable[[], Fixture]) -> Callable[[], Fixture]:
    """Registers a builder under its own name."""
    REGISTRY[build.__name__] = build
    return build


def seeded(build: Callable[[], Fixture]) -> Fixture:
    """Builds with fixed random weights, in eval mode, with normalisation statistics as a trained model has them."""
    torch.manual_seed(0)
    made = build()
    with torch.no_grad():
        for module in made.model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
                module.weight.uniform_(0.5, 1.5)
                module.bias.normal_(0, 0.1)
    made.model.eval()
    return made


def chain(pattern: str, count: int, kept: tuple[int, ...] = ()) -> dict[str, bool]:
    """`layers.{}` and 3 → layers.0, layers.1, layers.2, all removable but those kept."""
    return {pattern.format(i): i not in kept for i in range(count)}


def remove(model: nn.Module, path: str, form: str) -> None:
    parent, _, name = path.rpartition(".")
    holder = model.get_submodule(parent)
    if not re.fullmatch(r"\w+", name) or name not in dict(holder.named_children()):
        raise SystemExit(f"no block at '{path}'")
    setattr(holder, name, Gone(form))


def images(channels: int, size: int) -> Inputs:
    return lambda n: {"x": torch.randn(n, channels, size, size)}


def vectors(width: int) -> Inputs:
    return lambda n: {"x": torch.randn(n, width)}


def tokens(vocabulary: int, length: int) -> Inputs:
    """ids and a bool mask, true = real token; every example has at least two."""
    def draw(n: int) -> dict[str, Tensor]:
        real = torch.randint(2, length + 1, (n, 1))
        mask = torch.arange(length) < real
        return {"ids": torch.randint(1, vocabulary, (n, length)) * mask, "mask": mask}
    return draw
