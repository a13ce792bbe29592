"""Draws the inputs of fixtures' models: plain bytes, because numpy has no bfloat16.

    /usr/bin/python3 draw.py FIXTURES_FOLDER OUT_FOLDER < tasks.json > drawn.json

A task is {"architecture", "examples"}. For each one a list of {"name", "dtype", "shape", "file"} is answered, in forward's order.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import torch

import eager_delete


def draw(number: int, task: dict) -> list[dict]:
    made = eager_delete.architecture(task["architecture"])
    torch.manual_seed(11)
    arrays = []
    for position, (name, value) in enumerate(made.inputs(task["examples"]).items()):
        file = pathlib.Path(sys.argv[2]) / f"{number}.{position}"
        raw = value.contiguous()
        file.write_bytes((raw.view(torch.int16) if raw.dtype is torch.bfloat16 else raw).numpy().tobytes())
        arrays.append({"name": name, "dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape), "file": str(file)})
    return arrays


torch.set_num_threads(1)
json.dump([draw(number, task) for number, task in enumerate(json.load(sys.stdin))], sys.stdout)
