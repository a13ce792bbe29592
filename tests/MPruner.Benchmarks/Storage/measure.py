"""Bytes, time to load, time for one example and accuracy of TorchScript files, in Python's PyTorch on one thread.

    /usr/bin/python3 measure.py TEST.npz MODEL.pt…

TEST.npz has the arguments of forward in order, and labels. Shares are of the first model. Times are medians: of 15 loads, of 300 examples.
"""
import os
import statistics
import sys
import time

import numpy
import torch


def timed(call) -> float:
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


torch.set_num_threads(1)
test = numpy.load(sys.argv[1])
inputs = [torch.tensor(test[name]) for name in test.files if name != "labels"]
labels = torch.tensor(test["labels"].astype(numpy.int64))
for path in sys.argv[2:]:
    loads = [timed(lambda: torch.jit.load(path)) for _ in range(15)]
    model = torch.jit.load(path).eval()
    with torch.no_grad():
        outputs = torch.cat([model(*(x[i:i + 100] for x in inputs)) for i in range(0, len(labels), 100)])
        runs = [timed(lambda: model(*(x[i:i + 1] for x in inputs))) for i in range(330)][30:]
    accuracy = 100 * (outputs.argmax(1) == labels).double().mean()
    size, share = os.path.getsize(path), 100 * os.path.getsize(path) / os.path.getsize(sys.argv[2])
    times = f"{statistics.median(loads):.1f} ms to load, {statistics.median(runs):.3f} ms for an example"
    print(f"{path}: {size} bytes ({share:.2f}%), {times}, accuracy {accuracy:.2f}%")
