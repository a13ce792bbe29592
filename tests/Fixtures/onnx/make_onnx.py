"""Exports fixtures to ONNX: the weights are those of the TorchScript files of the same names. Run with PyTorch 1.13: make_onnx.py."""
import pathlib
import sys

import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from fixture import REGISTRY  # noqa: E402
import calls  # noqa: E402, F401
import transformers  # noqa: E402, F401 (registers fixtures)
import vision  # noqa: E402, F401

NAMES = [
    "albert", "bert", "masked_transformer", "mobilenet", "parent_adds_in_loop", "residual_cnn", "resnet_basic", "resnet_bottleneck", "vit",
]


def export(name: str) -> None:
    build = REGISTRY[name]()
    saved = torch.jit.load(str(HERE.parent / f"{name}.traced.pt")).eval()
    model = build.model.eval()
    model.load_state_dict(saved.state_dict())
    inputs = build.inputs(2)
    sizes = {input: {0: "batch"} for input in inputs}
    torch.onnx.export(
        model, tuple(inputs.values()), str(HERE / f"{name}.onnx"), input_names=list(inputs), output_names=["output"],
        dynamic_axes={**sizes, "output": {0: "batch"}}, opset_version=13)


# This version of the exporter lacks it.
torch.onnx.register_custom_op_symbolic("aten::logical_not", lambda graph, value: graph.op("Not", value), 13)
for name in NAMES:
    export(name)
