"""What a TorchScript file returns in Python's torch, on the inputs of draw.py.

    /usr/bin/python3 python_results.py FIXTURES_FOLDER < tasks.json > answers.json

A task is {"architecture", "model": path, "examples"}. Answered is {"kind": the result's types, "tensors": [{"shape", "values"}…] in order}.
"""
import json
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import torch

import draw
import eager_delete
from run_script import tensors


def kind(value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {kind(member)}" for name, member in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        names = getattr(value, "_fields", range(len(value)))
        return type(value).__name__ + "(" + ", ".join(f"{name}={kind(member)}" for name, member in zip(names, value)) + ")"
    return type(value).__name__


def answer(task: dict) -> dict:
    drawn = draw.inputs(eager_delete.architecture(task["architecture"]), draw.EXAMPLES)
    with torch.no_grad():
        value = torch.jit.load(task["model"])(*(x[:task["examples"]] for x in drawn.values()))
    return {"kind": kind(value), "tensors": [{"shape": list(t.shape), "values": t.double().flatten().tolist()} for t in tensors(value)]}


torch.set_num_threads(1)
json.dump([answer(task) for task in json.load(sys.stdin)], sys.stdout)
