"""The independent judge of narrowed blocks: eager Python removes the same units from the model's own modules.

    /usr/bin/python3 narrowed.py FIXTURES_FOLDER < tasks.json > answers.json

A task is {"architecture", "weights" (the .pt before), "narrowed" (the .pt after), "examples", "dimensions": [{"reader" (a module's path, or a
weight's if its code computes several layers), "weight" (its name), "unit", "units", "kept", "rows": [[name of a tensor whose rows belong to the units, how many times it has them]], "columns": [names of tensors
whose columns do]}], "refitted": whether the rest has the values of "narrowed"}.
An answer is {"difference": the largest absolute difference of the outputs, "error", "given": [{"shape", "values"}] (what forward got),
"inputs": [{"rows" (of an example), "gram"}]}, the last for what the reading layers read in the model before, with a 1 at the end of every
row; null for layers that are no modules.
"""
import json
import math
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import torch
import torch.nn.functional as F

import draw
import eager_delete
import transformers
from run_script import tensors


def attention(self, x, memory, bias):
    """The fixtures' own attention, but it returns as many features as its heads have."""
    q, k, v = self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory))
    scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(q.size(3))
    if bias is not None:
        scores = scores + bias
    weights = scores.softmax(-1)
    seen = torch.matmul(weights, v).transpose(1, 2)
    return self.out(seen.reshape(x.size(0), x.size(1), -1)), weights


transformers.Attention.forward = attention


def without(value: torch.Tensor, dimension: int, units: int, kept: list, parts: int = 1) -> torch.Tensor:
    """Only the kept units of a dimension, which are all equally wide, in each of its parts."""
    width = value.shape[dimension] // (units * parts)
    chosen = [(part * units + unit) * width + i for part in range(parts) for unit in kept for i in range(width)]
    return value.index_select(dimension, torch.tensor(chosen))


def narrow(model: torch.nn.Module, dimension: dict) -> None:
    held = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    units, kept = dimension["units"], dimension["kept"]

    def keep(name: str, axis: int, parts: int = 1) -> None:
        stored = name.removesuffix(".T")
        held[stored].data = without(held[stored].data, axis if stored == name else 1 - axis, units, kept, parts)
        module = model.get_submodule(stored.rpartition(".")[0])
        if getattr(module, "groups", 1) > 1:
            module.groups = parts * len(kept)
        if hasattr(module, "outputs"):
            module.outputs = module.weight.shape[1]

    for name, parts in dimension["rows"]:
        keep(name, 0, parts)
    for name in [dimension["weight"], *dimension["columns"]]:
        keep(name, 1)
    module = model.get_submodule(dimension["reader"].rpartition(".")[0])
    if hasattr(module, "hidden"):
        module.hidden = len(kept)
    if dimension["unit"] == "Head":
        module.heads = module.heads // units * len(kept)
        module.kv = len(kept)
        if hasattr(module, "chosen"):
            module.chosen = lambda bias: bias.index_select(-3, torch.tensor(kept))
        if hasattr(module, "split_size"):
            module.split_size = module.heads * module.size


def read(model: torch.nn.Module, inputs: dict, reader: str) -> dict | None:
    layer, seen = dict(model.named_modules()).get(reader), []
    if layer is None:
        return None
    hook = layer.register_forward_pre_hook(lambda module, given: seen.append(given[0].detach().clone()))
    # PyTorch's own encoder layers call no layers where no gradient is asked for.
    with torch.enable_grad():
        model(**inputs)
    hook.remove()
    examples = len(next(iter(inputs.values())))
    if isinstance(layer, (torch.nn.Conv1d, torch.nn.Conv2d)):
        # A sequence is a map of width 1.
        maps = seen[0] if seen[0].dim() == 4 else seen[0].unsqueeze(-1)
        geometry = [(*numbers, neutral)[:2] for numbers, neutral in
                    ((layer.kernel_size, 1), (layer.dilation, 1), (layer.padding, 0), (layer.stride, 1))]
        columns = F.unfold(maps, *geometry)
        rows = columns.transpose(1, 2).reshape(-1, columns.shape[1])
    else:
        rows = seen[0].reshape(-1, seen[0].shape[-1])
    rows = torch.cat([rows.double(), torch.ones(len(rows), 1).double()], 1)
    return {"rows": len(rows) // examples, "gram": (rows.T @ rows).reshape(-1).tolist()}


def judge(task: dict) -> dict:
    try:
        made = eager_delete.architecture(task["architecture"])
        eager_delete.load(made.model, eager_delete.state(pathlib.Path(task["weights"])))
        inputs = {name: value[:task["examples"]] for name, value in draw.inputs(made).items()}
        narrowed = torch.jit.load(task["narrowed"])
        with torch.no_grad():
            heard = [read(made.model, inputs, dimension["reader"]) for dimension in task["dimensions"]]
            for dimension in task["dimensions"]:
                narrow(made.model, dimension)
            if task["refitted"]:
                eager_delete.load(made.model, eager_delete.state(pathlib.Path(task["narrowed"])))
            ours, theirs = list(tensors(narrowed(*inputs.values()))), list(tensors(made.model(**inputs)))
        difference = max((a.double() - b.double()).abs().max().item() for a, b in zip(ours, theirs))
        given = [{"shape": list(value.shape), "values": value.reshape(-1).tolist()} for value in inputs.values()]
        return {"difference": difference, "error": None, "given": given, "inputs": heard}
    except Exception as error:  # the answer carries it to the test that fails on it
        return {"difference": None, "error": str(error)[:2000], "given": [], "inputs": []}


torch.set_num_threads(1)
json.dump([judge(task) for task in json.load(sys.stdin)], sys.stdout)
