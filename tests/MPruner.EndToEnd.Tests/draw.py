"""Draws the inputs of models, and saves the models that are no fixture file.

    /usr/bin/python3 draw.py FIXTURES_FOLDER OUT_FOLDER

OUT_FOLDER/specimens gets the models, OUT_FOLDER/examples.zip one file ARCHITECTURE/NAME an input, and examples.json, which says of each
architecture [{"name", "dtype", "shape"}…] in forward's order. Numbers with a fraction are stored as signed bytes that count quarters.
"""
import json
import pathlib
import sys
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import torch

import eager_delete
import models  # noqa: F401 (registers its fixtures)

SEED, EXAMPLES = 11, 128
OWN = ("batch_first", "sequence_first", "square", "padding_mask", "unnamed_mask", "two_masks", "wide", "read_later", "channels_last",
       "layer_scale", "temporal", "volumes", "towers", "with_state", "counting", "frozen_double", "pooled_stages", "exporting")
REFUSED = "nested_tensors"


def inputs(made, examples: int = EXAMPLES) -> dict[str, torch.Tensor]:
    """Fractions are rounded to quarters, which every type of number holds and a byte can store."""
    torch.manual_seed(SEED)
    return {name: (value * 4).round().clamp(-127, 127) / 4 if value.is_floating_point() else value
            for name, value in made.inputs(examples).items()}


def as_maps(made, stream: torch.Tensor) -> torch.Tensor:
    """With the features in dimension 1 and positions behind it, where the blocks say that they write maps."""
    features = next((m.features_of_maps for m in made.model.modules() if hasattr(m, "features_of_maps")), None)
    return stream if features is None else stream.movedim(features, 1) if stream.ndim > 3 else stream.unsqueeze(-1)


def of_fixtures(folder: str) -> list[dict]:
    """The rows of fixtures.json that run and have chains."""
    rows = json.loads((pathlib.Path(folder) / "fixtures.json").read_text())["fixtures"]
    return [row for row in rows if row.get("runs") and row["chains"]]


def save(name: str, folder: pathlib.Path) -> None:
    for form in ("scripted", "traced") if name != REFUSED else ("traced",):
        made = eager_delete.architecture(name)
        with torch.no_grad():
            module = torch.jit.script(made.model) if form == "scripted" else torch.jit.trace(made.model, tuple(inputs(made, 64).values()), check_trace=False)
        module.train(getattr(made.model, "saved_in_training", False))
        module.save(str(folder / f"{name}.{form}.pt"))


def main(fixtures: str, folder: str) -> None:
    torch.set_num_threads(1)
    out = pathlib.Path(folder)
    specimens = out / "specimens"
    specimens.mkdir(exist_ok=True)
    for name in (*OWN, REFUSED):
        save(name, specimens)
    header = {}
    with zipfile.ZipFile(out / "examples.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        def write(path: str, data) -> None:
            # A fixed time, so that the same examples make the same file.
            target.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)

        for name in sorted({row["architecture"] for row in of_fixtures(fixtures)} | {*OWN, REFUSED}):
            drawn = inputs(eager_delete.architecture(name))
            header[name] = [{"name": key, "dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape)}
                            for key, value in drawn.items()]
            for key, value in drawn.items():
                stored = (value.double() * 4).to(torch.int8) if value.is_floating_point() else value
                write(f"{name}/{key}", stored.contiguous().numpy().tobytes())
        write("examples.json", json.dumps(header, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
