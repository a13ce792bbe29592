"""How far pruned models lie from eager Python's own ones: the error by which an embedding or a regression is judged.

    /usr/bin/python3 errors.py FIXTURES_FOLDER < tasks.json > answers.json

A task is {"architecture", "weights" (the .pt before pruning), "pruned" (the .pt after), "removed": [path…], "metric", "inputs":
[{"dtype", "shape", "file" of the bare numbers}…] in forward's order}. Answered is {"error": the mean over the examples, in float64,
"difference": the largest difference of the pruned file from eager Python without these blocks}.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import numpy as np
import torch

import eager_delete
import unlabelled  # noqa: F401 (registers its models)
from fixture import remove


def cosine(before: np.ndarray, after: np.ndarray) -> float:
    lengths = np.linalg.norm(before, axis=-1) * np.linalg.norm(after, axis=-1)
    return float(1 - ((before * after).sum(-1) / lengths).mean())


def relative_error(before: np.ndarray, after: np.ndarray) -> float:
    return float(((after - before) ** 2).sum() / ((before - before.mean(0)) ** 2).sum())


METRICS = {"cosine": cosine, "relative-error": relative_error}


def read(given: dict) -> torch.Tensor:
    return torch.from_numpy(np.fromfile(given["file"], given["dtype"]).reshape(given["shape"]))


def answer(task: dict) -> dict:
    made = eager_delete.architecture(task["architecture"])
    eager_delete.load(made.model, eager_delete.state(pathlib.Path(task["weights"])))
    inputs = [read(given) for given in task["inputs"]]
    with torch.no_grad():
        before = made.model(*inputs).double().numpy()
        after = torch.jit.load(task["pruned"])(*inputs).double().numpy()
        for path in task["removed"]:
            remove(made.model, path, made.gone)
        without = made.model(*inputs).double().numpy()
    return {"error": METRICS[task["metric"]](before, after), "difference": float(np.abs(after - without).max())}


torch.set_num_threads(1)
json.dump([answer(task) for task in json.load(sys.stdin)], sys.stdout)
