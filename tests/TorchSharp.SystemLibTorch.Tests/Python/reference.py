"""Writes everything that the tests compare with: reference.py FOLDER. One process, since importing torch takes longest."""
import sys

import torch

import members
import models
import schedules
import train

torch.set_num_threads(1)
for part in (models, members, train, schedules):
    part.main(sys.argv[1])
