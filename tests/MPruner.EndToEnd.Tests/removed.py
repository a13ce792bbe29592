"""What eager Python returns without some blocks, deleted from the model's own source.

    /usr/bin/python3 removed.py FIXTURES_FOLDER OUT_FOLDER

OUT_FOLDER/removed.json says of each architecture {paths of the removed blocks, with blanks between: the first output's numbers on the first
three examples of draw.py}: for each removable block alone, every second one, and all of them.
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import torch

import draw
import eager_delete
from fixture import remove
from run_script import tensors


def choices(row: dict) -> list[list[str]]:
    """RemovingBlocks.Choices makes the same ones."""
    removable = [block["path"] for chain in row["chains"] for block in chain if block["removable"]]
    few = [[path] for path in removable] if len(removable) <= 12 else [removable[:1], removable[-1:]]
    return [*few, removable[::2], removable] if removable else []


def output(architecture: str, removed: list[str]) -> list[float]:
    made = eager_delete.architecture(architecture)
    examples = {name: value[:3] for name, value in draw.inputs(made).items()}
    for path in removed:
        remove(made.model, path, made.gone)
    with torch.no_grad():
        first = next(tensors(made.model(**examples)))
    return [float(f"{value:.7g}") for value in first.double().reshape(-1).tolist()]


torch.set_num_threads(1)
said = {}
for row in draw.of_fixtures(sys.argv[1]):
    answers = said.setdefault(row["architecture"], {})
    for removed in choices(row):
        if " ".join(removed) not in answers:
            answers[" ".join(removed)] = output(row["architecture"], removed)
lines = [json.dumps(name) + ": " + json.dumps(answers, separators=(",", ":")) for name, answers in said.items()]
(pathlib.Path(sys.argv[2]) / "removed.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
