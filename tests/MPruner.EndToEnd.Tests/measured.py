"""Similarities and comparisons of what eager Python's blocks read and write, by their formulas: similarity.py and runs.py say which.

    /usr/bin/python3 measured.py FIXTURES_FOLDER OUT_FOLDER [new]

OUT_FOLDER/measured.json is {"tasks": […], "similarity": [answers], "runs": [answers]}. Which rows of token streams are looked at is the
tool's choice, so the tasks are those of the file, or with "new" those that a test gives on the standard input. A task is
{"architecture", "chains": [[path…]…], "rows": [lists of positions], "groups": [{"examples", "rows": [number of a list a block]}]}.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import torch

import runs
import similarity


def unpacked(task: dict) -> dict:
    return {**task, "groups": [{**group, "rows": [task["rows"][number] for number in group["rows"]]} for group in task["groups"]]}


def rounded(value):
    """With nine digits: the tests' tolerances are far coarser."""
    if isinstance(value, dict):
        return {name: rounded(member) for name, member in value.items()}
    if isinstance(value, list):
        return [rounded(member) for member in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


torch.set_num_threads(1)
path = pathlib.Path(sys.argv[2]) / "measured.json"
tasks = json.load(sys.stdin) if sys.argv[3:] == ["new"] else json.loads(path.read_text())["tasks"]
said = {
    "tasks": tasks,
    "similarity": [rounded(similarity.answer(unpacked(task))) for task in tasks],
    "runs": [rounded(runs.answer(unpacked(task))) for task in tasks],
}
lines = {name: [json.dumps(value, separators=(",", ":")) for value in values] for name, values in said.items()}
parts = [f'"{name}": [\n' + ",\n".join(values) + "\n]" for name, values in lines.items()]
path.write_text("{" + ",\n".join(parts) + "}\n")
