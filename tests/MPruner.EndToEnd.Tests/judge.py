"""The independent judge: eager Python deletes the same blocks and must give the same outputs, to the bit, on one thread.

    /usr/bin/python3 judge.py FIXTURES_FOLDER < tasks.json > verdicts.json

A task is {"architecture", "weights" (the .pt before pruning), "pruned" (the .pt after), "removed": [path…], "examples"}.
A verdict is {"difference": the largest absolute difference, or null where shapes or the number of outputs differ, "error"}.
"""
import json
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import pathlib

import torch

import eager_delete
from fixture import remove
from run_script import tensors


def judge(task: dict) -> dict:
    try:
        made = eager_delete.architecture(task["architecture"])
        eager_delete.load(made.model, eager_delete.state(pathlib.Path(task["weights"])))
        torch.manual_seed(7)
        inputs = made.inputs(task["examples"])
        for path in task["removed"]:
            remove(made.model, path, made.gone)
        pruned = torch.jit.load(task["pruned"])
        with torch.no_grad():
            ours = list(tensors(pruned(*inputs.values())))
            theirs = list(tensors(made.model(*inputs.values())))
        if [t.shape for t in ours] != [t.shape for t in theirs]:
            return {"difference": None, "error": "shapes differ"}
        return {"difference": max((a.double() - b.double()).abs().max().item() for a, b in zip(ours, theirs)), "error": None}
    except Exception as error:  # the verdict carries it to the test that fails on it
        return {"difference": None, "error": str(error)[:2000]}


torch.set_num_threads(1)
json.dump([judge(task) for task in json.load(sys.stdin)], sys.stdout)
