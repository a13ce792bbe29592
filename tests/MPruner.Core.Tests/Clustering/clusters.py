"""Clusters and removals by both rules, computed with NumPy from their definitions: nothing of it is shared with the tool.

    /usr/bin/python3 clusters.py FOLDER

FOLDER/clusters.json gets a list of {"cka": [[similarity, null = undefined]], "threshold", "break_before": [bool], "granularity"} drawn at
random, with the answer in it: {"anchor": {"clusters", "removed"}, "complete": likewise}.
"""
import json
import pathlib
import random
import sys

import numpy as np


def clusters(cka: np.ndarray, threshold: float, breaks: list, complete: bool) -> list:
    alike = np.nan_to_num(cka, nan=-np.inf) >= threshold
    starts = [0] if len(cka) else []
    for j in range(1, len(cka)):
        compared = alike[starts[-1]:j, j] if complete else alike[starts[-1], j]
        if breaks[j] or not np.all(compared):
            starts.append(j)
    return [part.tolist() for part in np.split(np.arange(len(cka)), starts[1:])] if starts else []


def answer(task: dict) -> dict:
    cka = np.array(task["cka"], dtype=float).reshape(2 * [len(task["cka"])])
    found = {}
    for rule in ("anchor", "complete"):
        grouped = clusters(cka, task["threshold"], task["break_before"], rule == "complete")
        found[rule] = {"clusters": grouped, "removed": [block for members in grouped for block in members[1::task["granularity"]]]}
    return found


def draw(seed: int) -> dict:
    """Similarities are tenths, so that some lie exactly at the threshold."""
    drawn = random.Random(seed)
    size = drawn.randrange(10)
    cka = [[1.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i, size):
            cka[i][j] = cka[j][i] = None if drawn.randrange(12) == 0 else 1.0 if i == j else drawn.randrange(3, 11) / 10
    return {
        "cka": cka, "threshold": drawn.randrange(3, 8) / 10, "break_before": [drawn.randrange(10) == 0 for _ in range(size)],
        "granularity": drawn.randrange(1, 5),
    }


tasks = [draw(seed) for seed in range(300)]
lines = [json.dumps({**task, **answer(task)}, separators=(",", ":")) for task in tasks]
(pathlib.Path(sys.argv[1]) / "clusters.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
