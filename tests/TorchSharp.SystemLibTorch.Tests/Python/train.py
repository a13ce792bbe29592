"""Trains the scripted and the traced module in Python; the tests do the same in .NET and compare the bits."""
import torch
import torch.nn.functional as F
from torch.optim import SGD, Adam, AdamW

RUNS = {
    "AdamW": ("scripted.pt", lambda p: AdamW(p, lr=0.01, betas=(0.85, 0.995), eps=1e-7, weight_decay=0.02)),
    "AdamW traced": ("traced.pt", lambda p: AdamW(p, lr=0.01, betas=(0.85, 0.995), eps=1e-7, weight_decay=0.02)),
    "AdamW amsgrad": ("scripted.pt", lambda p: AdamW(p, lr=0.01, weight_decay=0.02, amsgrad=True)),
    "AdamW maximize": ("scripted.pt", lambda p: AdamW(p, lr=0.01, weight_decay=0.02, maximize=True)),
    "Adam": ("scripted.pt", lambda p: Adam(p, lr=0.01, weight_decay=0.02)),
    "SGD": ("scripted.pt", lambda p: SGD(p, lr=0.05)),
    "SGD momentum": ("scripted.pt", lambda p: SGD(p, lr=0.05, momentum=0.9, dampening=0.1, weight_decay=0.01)),
    "SGD nesterov": ("traced.pt", lambda p: SGD(p, lr=0.05, momentum=0.9, nesterov=True)),
}


def train(model, make_optimizer, images, labels):
    model.train()
    parameters = list(model.parameters())
    optimizer = make_optimizer(parameters)
    for step in range(24):
        rows = slice(step % 4 * 16, step % 4 * 16 + 16)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images[rows]), labels[rows], label_smoothing=0.05)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 0.5)
        optimizer.step()


def raw(tensor):
    return tensor.detach().contiguous().numpy().tobytes()


def main(folder):
    torch.manual_seed(5)
    images, labels = torch.rand(64, 1, 8, 8) - 0.5, torch.randint(5, (64,))
    with open(f"{folder}/images.bin", "wb") as output:
        output.write(raw(images))
    with open(f"{folder}/labels.bin", "wb") as output:
        output.write(raw(labels))
    for name, (model_file, make_optimizer) in RUNS.items():
        model = torch.jit.load(f"{folder}/{model_file}")
        train(model, make_optimizer, images, labels)
        with open(f"{folder}/{name}.bin", "wb") as output:
            for _, tensor in list(model.named_parameters()) + list(model.named_buffers()):
                output.write(raw(tensor))
