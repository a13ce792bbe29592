"""The learning rate of each step, one a line."""
import torch
from torch.optim import lr_scheduler

SCHEDULES = {
    "linear": lambda optimizer: lr_scheduler.LinearLR(optimizer, start_factor=0.25, end_factor=0.9, total_iters=6),
    "cosine": lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, T_max=5, eta_min=0.01),
}


def main(folder):
    for name, make in SCHEDULES.items():
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
        scheduler = make(optimizer)
        with open(f"{folder}/{name}.txt", "w") as output:
            for _ in range(14):
                print(repr(optimizer.param_groups[0]["lr"]), file=output)
                optimizer.step()
                scheduler.step()
