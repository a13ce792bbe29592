"""How much longer a build takes with the package than without it: nothing to do, and after git clean with the model in the cache.

    /usr/bin/python3 overhead.py [--runs 10] [--megabytes 100] [--folder FOLDER]

Two projects are built in turn, one with the package and a model, the other with the same file as a plain resource. Prints a Markdown table with the
medians, once for a small model and once for one of so many megabytes.
"""
import argparse
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

import projects

LARGE = """
import sys, torch
from torch import nn
class Block(nn.Module):
    def __init__(self):
        super().__init__(); self.up = nn.Linear(8, 16); self.down = nn.Linear(16, 8)
    def forward(self, x): return x + self.down(torch.relu(self.up(x)))
class Net(nn.Module):
    def __init__(self, values):
        super().__init__(); self.table = nn.Parameter(torch.randn(values)); self.blocks = nn.Sequential(*[Block() for _ in range(3)])
    def forward(self, x): return self.blocks(x + self.table[:8])
torch.manual_seed(0)
torch.jit.trace(Net(int(float(sys.argv[2]) * 1e6 / 4)).eval(), torch.randn(2, 8)).save(sys.argv[1])
"""


def timed(project: projects.Project, *arguments: str) -> float:
    start = time.monotonic()
    done = projects.build(project.folder, "--no-restore", *arguments)
    elapsed = time.monotonic() - start
    assert done.returncode == 0, done.stdout
    return elapsed


def clean(project: projects.Project) -> None:
    shutil.rmtree(project.folder / "bin")
    shutil.rmtree(project.folder / "obj" / "Debug")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--folder", type=pathlib.Path)
    options = parser.parse_args()
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="mpruner-overhead-"))
    projects.configure(folder)
    print("| model | build | with the package | without | more |\n|---|---|---|---|---|")
    for name in ("small", "large"):
        pair = [
            projects.Project(folder / f"With{name}", f'<PruneModel Include="model.pt" Threshold="0" Width="false" {projects.OPTIONS} />'),
            projects.Project(folder / f"Without{name}", '<EmbeddedResource Include="model.pt" LogicalName="model.pt" />', package=False),
        ]
        for project in pair:
            project.write()
            projects.write_model(project.folder / "model.pt", 1)
            if name == "large":
                subprocess.run(["/usr/bin/python3", "-c", LARGE, project.folder / "model.pt", str(options.megabytes)], check=True)
            done = projects.build(project.folder)
            assert done.returncode == 0, done.stdout
        size = (pair[0].folder / "model.pt").stat().st_size / 1e6
        for what in ("nothing to do", "after git clean, from the cache"):
            times = ([], [])
            for _ in range(options.runs):
                for project, found in zip(pair, times):
                    if what != "nothing to do":
                        clean(project)
                    found.append(timed(project, *(["-p:MPrunerRequireCacheHit=true"] if project.package else [])))
            with_package, without = (statistics.median(found) for found in times)
            more = statistics.median(a - b for a, b in zip(*times))
            print(f"| {size:.1f} MB | {what} | {with_package * 1000:.0f} ms | {without * 1000:.0f} ms | {more * 1000:.0f} ms |", flush=True)


if __name__ == "__main__":
    main()
