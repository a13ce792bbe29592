"""CKA by its formula, in float64, of what eager Python's blocks write: nothing of it is shared with the tool.

A task is {"architecture", "chains": [[path…]…], "groups": [{"examples", "rows"}]}: rows are one list of token
positions a block, in the order of the chains. Answered is {"cka": [matrix a chain], "ckaStandardised": likewise}; null = undefined.
"""
import numpy as np
import torch

import draw
import eager_delete


def hsic(k: np.ndarray, l: np.ndarray) -> float:
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    return (np.trace(k @ l) + (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ l @ one)) / (n * (n - 3))


def grams(output: torch.Tensor, rows: list) -> tuple:
    """Raw and per-channel standardised, [n, n]."""
    x = output.double().numpy()
    if x.ndim == 3:
        x = x.reshape(-1, x.shape[2])[rows]
    x = x.reshape(*x.shape[:2], -1)
    deviation = x.std((0, 2), keepdims=True)
    varies = deviation > 1e-6 * np.sqrt((x * x).mean((0, 2), keepdims=True))
    scaled = np.where(varies, x / np.where(varies, deviation, 1), 0)
    return tuple(flat @ flat.T for flat in (x.reshape(len(x), -1), scaled.reshape(len(x), -1)))


def outputs(made, paths: list, inputs: dict) -> list:
    """What the first call of each block adds to its chain."""
    seen = {}
    def note(path):
        def hook(module, arguments, output):
            stream = output[0] if isinstance(output, tuple) else output
            seen.setdefault(path, (arguments[0] + stream if made.gone == "nothing added" else stream).clone())
        return hook
    hooks = [made.model.get_submodule(path).register_forward_hook(note(path)) for path in paths]
    with torch.no_grad():
        made.model(**inputs)
    for hook in hooks:
        hook.remove()
    return [draw.as_maps(made, seen[path]) for path in paths]


def matrix(groups: list) -> list:
    """groups: for each one the Gram matrices of a chain's blocks."""
    def total(i, j):
        return sum(hsic(group[i], group[j]) for group in groups) if all(group[i].shape == group[j].shape for group in groups) else np.nan
    blocks = range(len(groups[0]))
    variance = [total(i, i) for i in blocks]
    cka = [[total(i, j) / np.sqrt(variance[i] * variance[j]) if min(variance[i], variance[j]) > 0 else np.nan for j in blocks] for i in blocks]
    return [[float(value) if np.isfinite(value) else None for value in row] for row in cka]


def answer(task: dict) -> dict:
    made = eager_delete.architecture(task["architecture"])
    drawn = draw.inputs(made)
    paths = [path for chain in task["chains"] for path in chain]
    measured = []
    for group in task["groups"]:
        inputs = {name: value[group["examples"]] for name, value in drawn.items()}
        measured.append([grams(output, rows) for output, rows in zip(outputs(made, paths, inputs), group["rows"])])
    found, first = {"cka": [], "ckaStandardised": []}, 0
    for chain in task["chains"]:
        for kind, name in enumerate(found):
            found[name].append(matrix([[block[kind] for block in group[first:first + len(chain)]] for group in measured]))
        first += len(chain)
    return found
