"""What every run of blocks reads compared with what it writes, in float64, on eager Python's blocks: nothing of it is shared with the tool.

A task is that of similarity.py; rows are token positions, or positions of a map. What a block reads is its first argument of its output's
shape, else its first tensor. Answered is one list a chain of {"first", "last", "cosine", "angle", "deletionError", "affineR2"}; null = undefined.
"""
import numpy as np
import torch

import draw
import eager_delete


def streams(made, paths: list, inputs: dict) -> list:
    """For each block what its first call reads, and what its chain holds after it."""
    seen = {}
    def watched(path, forward):
        def call(*arguments, **named):
            tensors = [x.clone() for x in (*arguments, *named.values()) if isinstance(x, torch.Tensor)]
            output = forward(*arguments, **named)
            if path not in seen:
                stream = output[0] if isinstance(output, tuple) else output
                source = next((x for x in tensors if x.shape == stream.shape), tensors[0])
                seen[path] = tuple(draw.as_maps(made, x) for x in (source, (source + stream if made.gone == "nothing added" else stream).clone()))
            return output
        return call
    for path in paths:
        module = made.model.get_submodule(path)
        # A keyword does not reach a hook.
        module.forward = watched(path, module.forward)
    with torch.no_grad():
        made.model(**inputs)
    for path in paths:
        del made.model.get_submodule(path).forward
    return [seen[path] for path in paths]


def rows_of(x: torch.Tensor, rows: list) -> np.ndarray:
    x = x.double().numpy()
    if x.ndim == 3:
        return x.reshape(-1, x.shape[2])[rows]
    if x.ndim > 3:
        return np.moveaxis(x.reshape(*x.shape[:2], -1)[:, :, rows], 1, 2).reshape(-1, x.shape[1])
    return x


def held_out_r2(pairs: list):
    """pairs: (in, out) of each group; every fourth group is held out, the second one first."""
    held = [g for g in range(len(pairs)) if g % 4 == 1]
    if not held:
        return None
    x, y = (np.concatenate([pairs[g][k] for g in range(len(pairs)) if g not in held]) for k in (0, 1))
    u, v = (np.concatenate([pairs[g][k] for g in held]) for k in (0, 1))
    if len(x) < 2 * x.shape[1]:
        return None
    weights = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)[0]
    error = v - np.column_stack([u, np.ones(len(u))]) @ weights
    return float(1 - (error ** 2).sum() / ((v - v.mean(0)) ** 2).sum())


def compare(first: int, last: int, pairs: list) -> dict:
    x, y = (np.concatenate([pair[k] for pair in pairs]) for k in (0, 1))
    lengths = np.linalg.norm(x, axis=1) * np.linalg.norm(y, axis=1)
    same = (np.abs(x).sum(1) == 0) & (np.abs(y).sum(1) == 0)
    cosines = np.where(lengths > 0, (x * y).sum(1) / np.where(lengths > 0, lengths, 1), same)
    return {"first": first, "last": last, "cosine": float(cosines.mean()),
            "angle": float((np.arccos(np.clip(cosines, -1, 1)) / np.pi).mean()), "deletionError": float(((y - x) ** 2).sum() / (y ** 2).sum()), "affineR2": held_out_r2(pairs)}


def chain_numbers(groups: list, rows: list) -> list:
    """groups: for each one (reads, writes) of a chain's blocks."""
    found = []
    blocks = range(len(groups[0]))
    for first in blocks:
        for last in blocks[first:]:
            shapes = {tuple(stream.shape) for block in range(first, last + 1) for stream in groups[0][block]}
            if len(shapes) == 1 and len(shapes.pop()) > 1:
                source = lambda group: group[first - 1][1] if first > 0 and group[first - 1][1].shape == group[first][0].shape else group[first][0]
                found.append(compare(first, last, [(rows_of(source(group), chosen[last]), rows_of(group[last][1], chosen[last])) for group, chosen in zip(groups, rows)]))
    return found


def answer(task: dict) -> list:
    made = eager_delete.architecture(task["architecture"])
    drawn = draw.inputs(made)
    paths = [path for chain in task["chains"] for path in chain]
    measured = []
    for group in task["groups"]:
        inputs = {name: value[group["examples"]] for name, value in drawn.items()}
        measured.append(streams(made, paths, inputs))
    found, start = [], 0
    for chain in task["chains"]:
        end = start + len(chain)
        found.append(chain_numbers([group[start:end] for group in measured], [group["rows"][start:end] for group in task["groups"]]))
        start = end
    return found
