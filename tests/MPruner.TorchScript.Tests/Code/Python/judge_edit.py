"""Checks that libtorch loads an edited "counted" model, and that it computes what the original computes without its second layer.

    judge_edit.py ORIGINAL EDITED
"""
import sys

import torch

original, edited = (torch.jit.load(path) for path in sys.argv[1:])
x = torch.rand(2, 4, generator=torch.Generator().manual_seed(1))
layers = [original.layers.__getattr__(name) for name in ("0", "1", "2")]
# The collector starts at 1 and counts each of the three positions, whether a layer runs there or not.
assert torch.equal(original(x), layers[2](layers[1](layers[0](x))) + 4)
assert torch.equal(edited(x), layers[2](layers[0](x)) + 4), "the edited model computes something else"
