"""The independent judge of files whose weights are stored in fewer bytes: Python's PyTorch loads them without any library.

    /usr/bin/python3 stored.py FIXTURES_FOLDER < tasks.json > errors.json

A task is {"original", "stored" (two .pt files), "architecture" (of the fixtures, or null), "steps" (of the integers; null for halves)}.
The answer to it is null, or what is wrong:

- Parameters, buffers and the state dict must have the same names, shapes, element types, strides and sharing, and be as trainable.
- A value may be half a step away, where a row has `steps` steps from zero to its greatest value.
- The original with the stored file's values must give the same outputs, to the bit, on one thread.
- Where torch.jit.freeze takes the original, it takes the stored file, too.
- Saved again by Python and loaded again, the values must be the same, to the bit.
"""
import json
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import tempfile

import torch

import eager_delete
from run_script import tensors

# Half precision has 11 bits: neighbours differ by up to 2 · HALF of the greater one. A scale is rounded up to it, so a step may be larger by that much.
HALF = 2.0 ** -11


def same(a: torch.Tensor, b: torch.Tensor) -> bool:
    return torch.equal(a, b) or (torch.equal(a.isnan(), b.isnan()) and torch.equal(a[~a.isnan()], b[~b.isnan()]))


def check_form(a: torch.Tensor, b: torch.Tensor) -> None:
    assert b.is_leaf, "not a leaf"
    for what in ("shape", "dtype", "requires_grad"):
        assert getattr(a, what) == getattr(b, what), f"{what} {getattr(a, what)}, now {getattr(b, what)}"
    assert a.stride() == b.stride(), f"strides {a.stride()}, now {b.stride()}"


def check_values(a: torch.Tensor, b: torch.Tensor, steps: int | None) -> None:
    if same(a, b):
        return
    assert a.dtype == torch.float32, f"{a.dtype} changed"
    rows = (a.double().reshape(a.shape[0], -1), b.double().reshape(a.shape[0], -1)) if a.dim() > 1 else (a.double()[None], b.double()[None])
    error, greatest = (rows[0] - rows[1]).abs().amax(1), rows[0].abs().amax(1)
    step = greatest / steps * (1 + 2 * HALF) if steps and a.dim() > 1 else greatest * 2 * HALF
    assert (error <= step * 0.5001).all(), f"error {(error / step).max().item():.3f} steps"


def sharing(named: dict[str, torch.Tensor]) -> list[list[str]]:
    groups: dict[object, list[str]] = {}
    for name, tensor in named.items():
        groups.setdefault(tensor.data_ptr() if tensor.numel() else name, []).append(name)
    return sorted(groups.values())


def members(module: torch.jit.ScriptModule) -> dict[str, torch.Tensor]:
    return {**dict(module.named_parameters()), **dict(module.named_buffers())}


def outputs(module: torch.jit.ScriptModule, architecture: str) -> list[torch.Tensor]:
    torch.manual_seed(7)
    inputs = eager_delete.architecture(architecture).inputs(3)
    torch.manual_seed(7)
    with torch.no_grad():
        return list(tensors(module(*inputs.values())))


def freezes(module: torch.jit.ScriptModule) -> bool:
    try:
        return torch.jit.freeze(module.eval()) is not None
    except Exception:
        return False


def judge(task: dict) -> str | None:
    where = ""
    try:
        original, stored = torch.jit.load(task["original"]), torch.jit.load(task["stored"])
        before, after = members(original), members(stored)
        assert list(before) == list(after) and list(original.state_dict()) == list(stored.state_dict()), "other names"
        assert sharing(before) == sharing(after), "other sharing"
        for where in before:
            check_form(before[where], after[where])
            check_values(before[where].detach(), after[where].detach(), task["steps"])
        where = "saved again"
        with tempfile.NamedTemporaryFile(suffix=".pt") as again:
            stored.save(again.name)
            reloaded = members(torch.jit.load(again.name))
        assert list(reloaded) == list(after) and all(same(after[name].detach(), reloaded[name].detach()) for name in after), "other values"
        where = "outputs"
        if task["architecture"]:
            with torch.no_grad():
                for name, tensor in before.items():
                    if not same(tensor, after[name]):
                        tensor.copy_(after[name])
            expected, found = outputs(original, task["architecture"]), outputs(stored, task["architecture"])
            assert len(expected) == len(found) and all(same(a, b) for a, b in zip(expected, found)), "other outputs"
            assert freezes(stored) or not freezes(original), "cannot be frozen"
        return None
    except Exception as error:  # the answer carries it to the test that fails on it
        return f"{where}: {type(error).__name__} {error}"[:2000]


torch.set_num_threads(1)
json.dump([judge(task) for task in json.load(sys.stdin)], sys.stdout)
