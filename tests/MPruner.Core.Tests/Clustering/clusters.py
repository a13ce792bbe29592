"""Clusters and removals by both rules, computed with NumPy from their definitions: nothing of it is shared with the tool.

    /usr/bin/python3 clusters.py < tasks.json > clusters.json

A task is {"cka": [[similarity, null = undefined]], "threshold", "break_before": [bool], "granularity"}. Answered is
{"anchor": {"clusters", "removed"}, "complete": likewise}.
"""
import json
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


json.dump([answer(task) for task in json.load(sys.stdin)], sys.stdout)
