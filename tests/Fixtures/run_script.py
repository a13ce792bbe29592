"""Runs a TorchScript file in Python's torch and writes its outputs, for tests that compare bits.

    /usr/bin/python3 run_script.py MODEL.pt --inputs inputs.npz --output out.npy

forward's arguments are taken from the npz by name, else in its order. The first tensor goes to out.npy, further ones (of a
tuple, list or dict, depth first) to out.1.npy, out.2.npy, …
"""
import argparse
import pathlib
from typing import Iterator

import numpy as np
import torch
from torch import Tensor


def read(path: pathlib.Path) -> dict[str, Tensor]:
    with np.load(path) as arrays:
        return {name: torch.from_numpy(arrays[name]) for name in arrays.files if name not in ("labels", "y")}


def tensors(value) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from tensors(member)
    elif isinstance(value, (tuple, list)):
        for member in value:
            yield from tensors(member)


def write(outputs, path: pathlib.Path) -> None:
    for index, tensor in enumerate(tensors(outputs)):
        # numpy has no bfloat16; float32 holds every value of it.
        array = (tensor.float() if tensor.dtype is torch.bfloat16 else tensor).detach().contiguous().numpy()
        np.save(path if index == 0 else path.with_suffix(f".{index}.npy"), array)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", type=pathlib.Path)
    arguments.add_argument("--inputs", type=pathlib.Path, required=True)
    arguments.add_argument("--output", type=pathlib.Path, required=True)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()

    torch.set_num_threads(options.threads)
    model, inputs = torch.jit.load(str(options.model)), read(options.inputs)
    names = [argument.name for argument in model.forward.schema.arguments[1:]]
    by_name = all(name in names for name in inputs)
    with torch.no_grad():
        outputs = model(**inputs) if by_name else model(*inputs.values())
    write(outputs, options.output)


if __name__ == "__main__":
    main()
