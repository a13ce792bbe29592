"""Asks the guard whether it keeps its word: prunes a classifier with random seeds and thresholds, and scores each result again with eager torch.

    /usr/bin/python3 guard.py MODEL --calibration C.npz --evaluation E.npz --test T.npz [--runs 20] [--confidence 0.5] [--recovery Linear] [--plot P.svg]

The evaluation and test data need labels. Prints a Markdown table with a row a run: the threshold, the share of the parameters that was removed, the drop of accuracy on the accept
split as the tool reports it and as it is here, the bound, the drop on the test data, and the drop that would have been expected without labels, on both.
"""
import argparse
import json
import math
import pathlib
import random
import statistics
import subprocess
import tempfile

import numpy as np
import torch

TOOL = pathlib.Path(__file__).parents[3] / "eng" / "mpruner"
MAX_DROP = 0.01
MASK = (1 << 64) - 1


def order(count: int, seed: int) -> list[int]:
    """The tool's permutation: Fisher-Yates with SplitMix64."""
    state = seed & MASK

    def bits() -> int:
        nonlocal state
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(bound: int) -> int:
        while True:
            product = bits() * bound
            if product & MASK >= (1 << 64) % bound:
                return product >> 64

    numbers = list(range(count))
    for i in range(count):
        other = i + below(count - i)
        numbers[i], numbers[other] = numbers[other], numbers[i]
    return numbers


def accept_split(count: int, seed: int) -> list[int]:
    return sorted(order(count, seed)[count // 2:])


class Scored:
    """A model's probabilities on two data files."""

    def __init__(self, path: pathlib.Path, *data: dict[str, np.ndarray]):
        model = torch.jit.load(str(path)).eval()
        with torch.no_grad():
            self.probabilities = [torch.cat([model(*(torch.from_numpy(array[at:at + 250]) for name, array in part.items() if name != "labels")).double().softmax(1)
                                             for at in range(0, len(part["labels"]), 250)]).numpy() for part in data]


def drops(before: np.ndarray, after: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Example by example what accuracy lost, and what it would be expected to lose under the original's own probabilities."""
    each = np.arange(len(labels))
    old, new = before.argmax(1), after.argmax(1)
    return (old == labels).astype(float) - (new == labels), before[each, old] - before[each, new]


def prune(options: argparse.Namespace, seed: int, threshold: float, output: pathlib.Path) -> dict:
    command = [TOOL, "prune", options.model, "--calibration", options.calibration, "--evaluation", options.evaluation, "--recovery", options.recovery,
               "--confidence", str(options.confidence), "--max-drop", str(MAX_DROP), "--seed", str(seed), "--threshold", str(threshold), "--threads", "1",
               "--no-cache", "--json", "--output", output]
    return json.loads(subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)


def plot(points: list[tuple[float, float]], path: pathlib.Path) -> None:
    """The expected drop against the true one on the test data, in points of accuracy; one dot a model."""
    low, high = min(0.0, *map(min, points)) - 0.1, max(1.0, *map(max, points)) + 0.1
    size, margin = 360, 48

    def x(value: float) -> float:
        return margin + (value - low) / (high - low) * size

    def y(value: float) -> float:
        return margin + size - (value - low) / (high - low) * size

    def line(a: tuple[float, float], b: tuple[float, float], colour: str) -> str:
        return f'<line x1="{x(a[0]):.1f}" y1="{y(a[1]):.1f}" x2="{x(b[0]):.1f}" y2="{y(b[1]):.1f}" stroke="{colour}"/>'

    ticks = [round(t * 0.5, 1) for t in range(math.ceil(low * 2), math.floor(high * 2) + 1)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size + 2 * margin}" height="{size + 2 * margin}" font-family="sans-serif" font-size="12">',
        f'<rect width="100%" height="100%" fill="white"/><rect x="{margin}" y="{margin}" width="{size}" height="{size}" fill="none" stroke="#999"/>',
        line((low, low), (high, high), "#bbb"),
        *(f'<text x="{x(t):.1f}" y="{margin + size + 16}" text-anchor="middle">{t}</text><text x="{margin - 6}" y="{y(t) + 4:.1f}" text-anchor="end">{t}</text>' for t in ticks),
        f'<text x="{margin + size / 2}" y="{margin + size + 36}" text-anchor="middle">true drop on the test data, points</text>',
        f'<text transform="translate(14 {margin + size / 2}) rotate(-90)" text-anchor="middle">expected drop without labels, points</text>',
        *(f'<circle cx="{x(true):.1f}" cy="{y(expected):.1f}" r="4" fill="#2a6" fill-opacity="0.6"/>' for expected, true in points),
        "</svg>\n",
    ]
    path.write_text("\n".join(parts))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", type=pathlib.Path)
    arguments.add_argument("--calibration", type=pathlib.Path, required=True)
    arguments.add_argument("--evaluation", type=pathlib.Path, required=True)
    arguments.add_argument("--test", type=pathlib.Path, required=True)
    arguments.add_argument("--runs", type=int, default=20)
    arguments.add_argument("--confidence", type=float, default=0.5)
    arguments.add_argument("--recovery", default="Linear")
    arguments.add_argument("--plot", type=pathlib.Path)
    options = arguments.parse_args()

    torch.set_num_threads(1)
    quantile = statistics.NormalDist().inv_cdf(options.confidence)
    evaluation, test = (dict(np.load(path)) for path in (options.evaluation, options.test))
    before = Scored(options.model, evaluation, test)
    known: dict[bytes, Scored] = {}
    points: list[tuple[float, float]] = []
    accepted = kept = exceeded = 0
    thresholds = random.Random(0)

    print("| seed | threshold | removed | accept split: reported | here | bound | without labels | test | without labels |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, options.runs + 1):
            threshold = round(thresholds.uniform(0.8, 0.999), 3)
            output = pathlib.Path(folder) / "pruned.pt"
            report = prune(options, seed, threshold, output)
            removed = 1 - report["parameters"]["after"] / report["parameters"]["before"]
            if removed == 0:
                print(f"| {seed} | {threshold} | 0% | | | | | | |", flush=True)
                continue

            content = output.read_bytes()
            if content not in known:
                known[content] = Scored(output, evaluation, test)
            after = known[content]
            rows = accept_split(len(evaluation["labels"]), seed)
            here, expected = drops(before.probabilities[0][rows], after.probabilities[0][rows], evaluation["labels"][rows])
            true, expected_test = drops(before.probabilities[1], after.probabilities[1], test["labels"])
            bound = here.mean() + quantile * here.std(ddof=1) / math.sqrt(len(here))
            accepted += 1
            kept += bound <= MAX_DROP and abs(bound - report["quality"]["bound"]) < 5e-4
            exceeded += true.mean() > MAX_DROP
            points.append((100 * expected_test.mean(), 100 * true.mean()))
            figures = (report["quality"]["drop"], here.mean(), bound, expected.mean(), true.mean(), expected_test.mean())
            print(f"| {seed} | {threshold} | {removed:.1%} | " + " | ".join(f"{100 * figure:.2f}" for figure in figures) + " |", flush=True)

    print(f"\n{accepted} of {options.runs} runs removed something; {kept} of {accepted} are within the declared bound here, "
          f"{exceeded} of {accepted} lose more than {100 * MAX_DROP:.0f} point on the test data.")
    if len(points) > 1:
        print(f"Expected against true drop on the test data: mean difference {statistics.fmean(e - t for e, t in points):+.2f} points, "
              f"largest {max(abs(e - t) for e, t in points):.2f}.")
        if options.plot:
            plot(points, options.plot)


if __name__ == "__main__":
    main()
