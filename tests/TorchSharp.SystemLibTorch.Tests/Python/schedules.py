"""Prints the learning rate of each step, one a line: schedules.py SCHEDULE."""
import sys

import torch

optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
schedules = torch.optim.lr_scheduler
scheduler = {
    "linear": lambda: schedules.LinearLR(optimizer, start_factor=0.25, end_factor=0.9, total_iters=6),
    "cosine": lambda: schedules.CosineAnnealingLR(optimizer, T_max=5, eta_min=0.01),
}[sys.argv[1]]()
for _ in range(14):
    print(repr(optimizer.param_groups[0]["lr"]))
    optimizer.step()
    scheduler.step()
