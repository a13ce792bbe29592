"""Files that must be refused, each with a coded error; made from a good one or by hand."""
import io
import pathlib
import struct
import zipfile
from collections import OrderedDict

import torch
from torch import nn

from calls import ParentAddsInLoop
from fixture import seeded
from vision import residual_cnn


def scripted_bytes(model: nn.Module) -> bytes:
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(model.eval()), buffer)
    return buffer.getvalue()


def rebuilt(source: bytes, change) -> bytes:
    """The archive with every entry passed through change(name, data) → (name, data)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as reader, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as writer:
        for entry in reader.infolist():
            name, data = change(entry.filename, reader.read(entry))
            writer.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def with_pickle(source: bytes, pickle: bytes) -> bytes:
    return rebuilt(source, lambda name, data: (name, pickle if name.endswith("/data.pkl") else data))


def wrong_crc(source: bytes) -> bytes:
    """Flips one bit of the last weight, leaving the sums as they were."""
    with zipfile.ZipFile(io.BytesIO(source)) as reader:
        entry = [e for e in reader.infolist() if "/data/" in e.filename][-1]
    name_length, extra_length = struct.unpack_from("<HH", source, entry.header_offset + 26)
    broken = bytearray(source)
    broken[entry.header_offset + 30 + name_length + extra_length] ^= 1
    return bytes(broken)


def make(folder: pathlib.Path) -> list[dict]:
    """Writes the bad files; returns their rows of the manifest."""
    torch.manual_seed(0)
    good = scripted_bytes(ParentAddsInLoop())
    rows = []

    def write(name: str, data: bytes, feature: str, expected: str) -> None:
        (folder / f"{name}.pt").write_bytes(data)
        rows.append({"name": f"{name}.pt", "origin": f"bad_files.py:{name}", "torch": torch.__version__,
                     "feature": feature, "expected": expected})

    write("truncated", good[: len(good) * 2 // 3], "the end of the zip, with its directory, is missing", "MPR1xxx")
    write("not_a_zip", b"This is text, not a model.\n" * 8, "not a zip at all", "MPR1xxx")
    write("os_system", with_pickle(good, b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R."),
          "data.pkl names os.system", "MPR1xxx")
    buffer = io.BytesIO()
    torch.save(OrderedDict((name, value.clone()) for name, value in ParentAddsInLoop().state_dict().items()), buffer)
    write("state_dict", buffer.getvalue(), "a state dict of torch.save: tensors without code", "MPR1xxx")
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.freeze(torch.jit.script(seeded(residual_cnn).model)), buffer)
    write("frozen", buffer.getvalue(), "torch.jit.freeze inlined every submodule: no calls left to remove", "MPR2xxx")
    write("unknown_operator",
          rebuilt(good, lambda name, data: (name, data.replace(b"torch.tanh(", b"torch.frobnicate(") if name.endswith(".py") else data)),
          "the code calls torch.frobnicate, which no libtorch has", "MPR3xxx")
    write("undefined_name",
          rebuilt(good, lambda name, data: (name, data.replace(b"tanh((fc1)", b"tanh((missing)") if name.endswith(".py") else data)),
          "the code calls an object that it has no name for, which ends TorchSharp's process", "MPR3xxx")
    write("wrong_crc", wrong_crc(good), "one bit of a weight differs from the entry's CRC-32", "MPR1xxx")
    write("zip_slip", rebuilt(good, lambda name, data: ("../../escaped/0" if name.endswith("/data/0") else name, data)),
          "an entry name climbs out of the archive's folder", "MPR1xxx")
    write("deep_pickle", with_pickle(good, b"\x80\x02" + b"(" * 20_000 + b"t" * 20_000 + b"."),
          "data.pkl nests 20,000 tuples", "MPR1xxx")
    write("huge_length", with_pickle(good, b"\x80\x02X\xff\xff\xff\x7fabc."), "data.pkl claims a string of 2 GB", "MPR1xxx")
    write("missing_storage", rebuilt(good, lambda name, data: ("archive/unrelated" if name.endswith("/data/0") else name, data)),
          "data.pkl refers to a storage that the archive lacks", "MPR1xxx")
    write("broken_code",
          rebuilt(good, lambda name, data: (name, data.replace(b"def forward(", b"def forward((") if name.endswith(".py") else data)),
          "a code file does not parse", "MPR1xxx")
    return rows
