"""Trains the clothing classifier that this sample prunes, and writes its data files.

    apt-get install dataset-fashion-mnist python3-torch
    /usr/bin/python3 train.py

Writes model.pt (scripted), model.calibration.npz, model.evaluation.npz and test.npz beside itself. They are committed: nothing
in the build, the tests or the app runs this script.
"""
import argparse
import gzip
import io
import pathlib
import time

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent
EVALUATION = 5_000
CALIBRATION = 512
LARGEST_FILE = 2_500_000


class BasicBlock(nn.Module):
    """The residual block of He et al. 2016 whose input and output have the same shape."""

    def __init__(self, channels: int):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(out)) + x)


class FashionClassifier(nn.Module):
    """6 blocks of 16 channels at 28×28, 6 of 32 at 14×14. Takes uint8 images [N, 1, 28, 28], returns logits [N, 10]."""

    def __init__(self, blocks: int = 6):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.stage1 = nn.Sequential(*[BasicBlock(16) for _ in range(blocks)])
        self.down = nn.Sequential(nn.Conv2d(16, 32, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.stage2 = nn.Sequential(*[BasicBlock(32) for _ in range(blocks)])
        self.head = nn.Linear(32, 10)

    def forward(self, images: Tensor) -> Tensor:
        x = (images.float() / 255 - 0.286) / 0.353
        x = self.stage2(self.down(self.stage1(self.stem(x))))
        return self.head(x.mean([2, 3]))


def read_idx(path: pathlib.Path) -> np.ndarray:
    """Reads a gzipped IDX file of bytes: two zeros, type 8, rank, big-endian sizes, data."""
    data = gzip.decompress(path.read_bytes())
    rank = data[3]
    shape = np.frombuffer(data, ">i4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape).copy()


def load(folder: pathlib.Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    images = read_idx(folder / f"{name}-images-idx3-ubyte.gz")[:, None]
    return images, read_idx(folder / f"{name}-labels-idx1-ubyte.gz").astype(np.int64)


def packed(images: np.ndarray, labels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, images=images, labels=labels)
    return buffer.getvalue()


def accuracy(model: nn.Module, images: np.ndarray, labels: np.ndarray) -> float:
    with torch.no_grad():
        guesses = torch.cat([model(torch.from_numpy(part)).argmax(1) for part in np.array_split(images, len(images) // 250)])
    return (guesses == torch.from_numpy(labels)).double().mean().item()


def train(model: nn.Module, images: np.ndarray, labels: np.ndarray, epochs: int) -> None:
    batch = 128
    x, y = torch.from_numpy(images), torch.from_numpy(labels)
    optimizer = torch.optim.SGD(model.parameters(), 0.15, momentum=0.9, weight_decay=5e-4, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.15, total_steps=epochs * (len(x) // batch))
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        for rows in torch.randperm(len(x))[: len(x) // batch * batch].split(batch):
            part = torch.where(torch.rand(batch, 1, 1, 1) < 0.5, x[rows].flip(3), x[rows])
            loss = F.cross_entropy(model(part), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / (len(x) // batch):.4f}, {time.time() - started:.0f} s", flush=True)


def save(module: torch.jit.ScriptModule, path: pathlib.Path) -> None:
    """Saves without the debug records, which name folders of the machine that trained."""
    buffer = io.BytesIO()
    torch.jit.save(module, buffer)
    buffer.seek(0)
    reader, writer = torch._C.PyTorchFileReader(buffer), torch._C.PyTorchFileWriter(str(path))
    for name in reader.get_all_records():
        # The writer adds a version of its own.
        if not name.endswith(".debug_pkl") and name not in ("version", ".data/version"):
            data = reader.get_record(name)
            writer.write_record(name, data, len(data))
    writer.write_end_of_file()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    arguments.add_argument("--epochs", type=int, default=6)
    arguments.add_argument("--output", type=pathlib.Path, default=HERE)
    options = arguments.parse_args()

    torch.set_num_threads(2)
    torch.manual_seed(0)
    images, labels = load(options.data, "train")
    order = np.random.default_rng(0).permutation(len(images))
    evaluation, calibration, training = np.split(order, [EVALUATION, EVALUATION + CALIBRATION])

    model = FashionClassifier()
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters")
    train(model, images[training], labels[training], options.epochs)
    model.eval()
    save(torch.jit.script(model), options.output / "model.pt")

    (options.output / "model.calibration.npz").write_bytes(packed(images[calibration], labels[calibration]))
    (options.output / "model.evaluation.npz").write_bytes(packed(images[evaluation], labels[evaluation]))
    test_images, test_labels = load(options.data, "t10k")
    bundled = next(n for n in range(len(test_images), 0, -100)
                   if len(packed(test_images[:n], test_labels[:n])) <= LARGEST_FILE)
    (options.output / "test.npz").write_bytes(packed(test_images[:bundled], test_labels[:bundled]))

    print(f"evaluation accuracy {accuracy(model, images[evaluation], labels[evaluation]):.4f}")
    print(f"test accuracy {accuracy(model, test_images, test_labels):.4f} of 10,000,"
          f" {accuracy(model, test_images[:bundled], test_labels[:bundled]):.4f} of the {bundled:,} bundled")


if __name__ == "__main__":
    main()
