"""Draws the inputs of models: plain bytes, because numpy has no bfloat16. Saves the models that are no fixture file.

    /usr/bin/python3 draw.py FIXTURES_FOLDER OUT_FOLDER < tasks.json > drawn.json

A task is {"architecture", "examples", "save": {form: path}}. For each one a list of {"name", "dtype", "shape", "file"} is answered, in
forward's order.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import torch

import eager_delete
import models  # noqa: F401 (registers its fixtures)

SEED = 11


def inputs(made, examples: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(SEED)
    return made.inputs(examples)


def as_maps(made, stream: torch.Tensor) -> torch.Tensor:
    """With the features in dimension 1 and positions behind it, where the blocks say that they write maps."""
    features = next((m.features_of_maps for m in made.model.modules() if hasattr(m, "features_of_maps")), None)
    return stream if features is None else stream.movedim(features, 1) if stream.ndim > 3 else stream.unsqueeze(-1)


def draw(number: int, task: dict) -> list[dict]:
    made = eager_delete.architecture(task["architecture"])
    for form, path in task["save"].items():
        with torch.no_grad():
            module = torch.jit.script(made.model) if form == "scripted" else torch.jit.trace(made.model, tuple(inputs(made, 64).values()), check_trace=False)
        module.train(getattr(made.model, "saved_in_training", False))
        module.save(path)
    arrays = []
    for position, (name, value) in enumerate(inputs(made, task["examples"]).items()):
        file = pathlib.Path(sys.argv[2]) / f"{number}.{position}"
        raw = value.contiguous()
        file.write_bytes((raw.view(torch.int16) if raw.dtype is torch.bfloat16 else raw).numpy().tobytes())
        arrays.append({"name": name, "dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape), "file": str(file)})
    return arrays


if __name__ == "__main__":
    torch.set_num_threads(1)
    json.dump([draw(number, task) for number, task in enumerate(json.load(sys.stdin))], sys.stdout)
