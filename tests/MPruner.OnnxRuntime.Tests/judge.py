"""What the package onnx says.

    judge.py check MODEL                      fails unless onnx.checker accepts the file
    judge.py delete MODEL RESULT READ OTHER   writes the model with every reader of the value READ reading OTHER, without what is unused then
"""
import sys

import onnx

if sys.argv[1] == "check":
    onnx.checker.check_model(sys.argv[2], full_check=True)
else:
    path, result, read, other = sys.argv[2:]
    model = onnx.load(path)
    for node in model.graph.node:
        for place, name in enumerate(node.input):
            if name == read:
                node.input[place] = other
    used, kept = {output.name for output in model.graph.output}, []
    for node in reversed(model.graph.node):
        if used.intersection(node.output):
            kept.insert(0, node)
            used.update(node.input)
    del model.graph.node[:]
    model.graph.node.extend(kept)
    onnx.save(model, result)
