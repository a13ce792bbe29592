"""Trains a TorchScript file and writes its parameters: train.py MODEL OPTIMIZER INPUTS LABELS OUTPUT.

Float32 images [64, 1, 8, 8] and int64 labels [64], raw; every parameter and buffer raw, one after the other in the order of their names in the module.
"""
import sys

import numpy as np
import torch
import torch.nn.functional as F

model_file, optimizer_name, inputs_file, labels_file, output_file = sys.argv[1:]
torch.set_num_threads(1)
model = torch.jit.load(model_file)
model.train()
images = torch.from_numpy(np.fromfile(inputs_file, dtype=np.float32).reshape(64, 1, 8, 8))
labels = torch.from_numpy(np.fromfile(labels_file, dtype=np.int64))

parameters = list(model.parameters())
optimizer = {
    "AdamW": lambda: torch.optim.AdamW(parameters, lr=0.01, betas=(0.85, 0.995), eps=1e-7, weight_decay=0.02),
    "AdamW amsgrad": lambda: torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.02, amsgrad=True),
    "AdamW maximize": lambda: torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.02, maximize=True),
    "Adam": lambda: torch.optim.Adam(parameters, lr=0.01, weight_decay=0.02),
    "SGD": lambda: torch.optim.SGD(parameters, lr=0.05),
    "SGD momentum": lambda: torch.optim.SGD(parameters, lr=0.05, momentum=0.9, dampening=0.1, weight_decay=0.01),
    "SGD nesterov": lambda: torch.optim.SGD(parameters, lr=0.05, momentum=0.9, nesterov=True),
}[optimizer_name]()

for step in range(24):
    rows = slice(step % 4 * 16, step % 4 * 16 + 16)
    optimizer.zero_grad()
    loss = F.cross_entropy(model(images[rows]), labels[rows], label_smoothing=0.05)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 0.5)
    optimizer.step()

with open(output_file, "wb") as output:
    for _, tensor in list(model.named_parameters()) + list(model.named_buffers()):
        output.write(tensor.detach().contiguous().numpy().tobytes())
