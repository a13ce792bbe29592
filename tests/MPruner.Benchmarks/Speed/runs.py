"""Times whole runs of the tool, and prints one line for each figure of docs/performance.md.

    /usr/bin/python3 runs.py start FOLDER       mpruner --version, and inspect of resnet152.pt
    /usr/bin/python3 runs.py analyze FOLDER     measuring above the bare forward pass: resnet50, bert, both samples
    /usr/bin/python3 runs.py prune FOLDER       prune of bert, all stages without training

FOLDER has the files of models.py. A ratio is of medians of five passes each way, in turn, in one run; three runs are printed. Run nothing
else on the machine: other work shifts even ratios by a tenth.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).parents[3]
TOOL = ["dotnet", str(ROOT / "src/MPruner.Tool/bin/Release/net10.0/mpruner.dll")]
EXAMPLES, RUNS = 64, 3


def run(*arguments: str) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run([*TOOL, *arguments], check=True, capture_output=True, text=True)
    return time.perf_counter() - start, done.stdout


def start(folder: pathlib.Path) -> None:
    for name, count, arguments in (("--version", 10, ["--version"]), ("inspect", 5, ["inspect", str(folder / "resnet152.pt")])):
        times = [run(*arguments)[0] for _ in range(count)]
        print(f"{name}: {1000 * statistics.median(times):.0f} ms ({1000 * min(times):.0f} to {1000 * max(times):.0f})")


def analyze(folder: pathlib.Path) -> None:
    samples = [(ROOT / "samples" / name / "model.pt", ROOT / "samples" / name / "model.evaluation.npz", 512) for name in ("FashionClassifier", "SpamFilter")]
    models = [(folder / f"{name}.pt", folder / f"{name}.npz", EXAMPLES) for name in ("resnet50", "bert")]
    with tempfile.TemporaryDirectory() as temporary:
        for model, source, count in models + samples:
            data = pathlib.Path(temporary) / "data.npz"
            np.savez(data, **{name: array[:count] for name, array in np.load(source).items()})
            for options in ([], ["--no-standardised"]):
                ratios = []
                for _ in range(RUNS):
                    _, out = run("analyze", str(model), "--calibration", str(data), "--compare-forward", "--threads", "2", "--no-cache", "--json", *options)
                    timings = json.loads(out)["timings"]
                    ratios.append(timings["analysis"] / timings["forward"])
                print(model.parent.name, model.stem, *options, " ".join(f"{ratio:.3f}" for ratio in ratios))


def prune(folder: pathlib.Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        seconds, _ = run(
            "prune", str(folder / "bert.pt"), "--calibration", str(folder / "bert.npz"), "--metric", "relative-error", "--max-drop", "0.05",
            "--no-cache", "--threads", "2", "--output", f"{temporary}/bert.pt")
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"prune: {seconds:.0f} s, {usage.ru_utime + usage.ru_stime:.0f} s of processor time, {usage.ru_maxrss / 1e6:.1f} GB at most")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=("start", "analyze", "prune"))
    arguments.add_argument("folder", type=pathlib.Path)
    options = arguments.parse_args()
    {"start": start, "analyze": analyze, "prune": prune}[options.what](options.folder)


if __name__ == "__main__":
    main()
