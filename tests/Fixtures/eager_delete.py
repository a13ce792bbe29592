"""An independent judge: deletes blocks of a fixture's model in eager Python and runs what is left.

    eager_delete.py list
    eager_delete.py export FOLDER ARCHITECTURE … --form scripted|traced
    eager_delete.py inputs ARCHITECTURE OUT.npz [--examples 4] [--seed 1]
    eager_delete.py run ARCHITECTURE --weights W --inputs IN.npz [--remove PATH …] --output OUT.npy

ARCHITECTURE is a name that `list` prints; `export` writes ARCHITECTURE.FORM.pt. W is the .pt file before pruning (only its tensors
are used, never its code) or an npz of its state dict. `run` writes as run_script.py does, on one thread.
"""
import argparse
import pathlib
import sys

sys.dont_write_bytecode = True

import numpy as np
import torch
from torch import Tensor

import attention
import calls  # noqa: F401 (registers its fixtures)
import encoders
import idioms
import language  # noqa: F401
import products
import results  # noqa: F401
import transformers  # noqa: F401
import vision
import wiring  # noqa: F401
from fixture import REGISTRY, Fixture, remove, seeded
from run_script import read, write

ON_THE_FLY = {**vision.ON_THE_FLY, **attention.ON_THE_FLY, **encoders.ON_THE_FLY, **idioms.ON_THE_FLY, **products.ON_THE_FLY}


def architecture(name: str) -> Fixture:
    builders = {**REGISTRY, **ON_THE_FLY}
    if name not in builders:
        raise SystemExit(f"no architecture '{name}'; there are {', '.join(sorted(builders))}")
    return seeded(builders[name])


def state(path: pathlib.Path) -> dict[str, Tensor]:
    if path.suffix == ".npz":
        with np.load(path) as arrays:
            return {name: torch.from_numpy(arrays[name]) for name in arrays.files}
    return torch.jit.load(str(path)).state_dict()


def load(model: torch.nn.Module, weights: dict[str, Tensor]) -> None:
    tensors = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    # Tracing leaves out buffers that forward does not read, and a tied parameter has more names than one.
    wrong = (weights.keys() - model.state_dict().keys() - tensors.keys()) | (dict(model.named_parameters()).keys() - weights.keys())
    if wrong:
        raise SystemExit(f"these weights are not this architecture's: {', '.join(sorted(wrong))}")
    for name in tensors.keys() & weights.keys():
        tensors[name].data = weights[name].data


def export(options) -> None:
    for name in options.architectures:
        made = architecture(name)
        with torch.no_grad():
            module = (torch.jit.script(made.model) if options.form == "scripted"
                      else torch.jit.trace(made.model, tuple(made.inputs(2).values()), check_trace=False, strict=made.strict))
        module.save(str(options.folder / f"{name}.{options.form}.pt"))


def inputs(options) -> None:
    made = architecture(options.architecture)
    torch.manual_seed(options.seed)
    np.savez(options.output, **{name: value.numpy() for name, value in made.inputs(options.examples).items()})


def run(options) -> None:
    made = architecture(options.architecture)
    load(made.model, state(options.weights))
    for path in options.remove:
        remove(made.model, path, made.gone)
    with torch.no_grad():
        write(made.model(**read(options.inputs)), options.output)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = arguments.add_subparsers(required=True)
    command = commands.add_parser("list")
    command.set_defaults(run=lambda _: print("\n".join(sorted({**REGISTRY, **ON_THE_FLY}))))
    command = commands.add_parser("export")
    command.add_argument("folder", type=pathlib.Path)
    command.add_argument("architectures", nargs="+")
    command.add_argument("--form", choices=("scripted", "traced"), required=True)
    command.set_defaults(run=export)
    command = commands.add_parser("inputs")
    command.add_argument("architecture")
    command.add_argument("output", type=pathlib.Path)
    command.add_argument("--examples", type=int, default=4)
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(run=inputs)
    command = commands.add_parser("run")
    command.add_argument("architecture")
    command.add_argument("--weights", type=pathlib.Path, required=True)
    command.add_argument("--inputs", type=pathlib.Path, required=True)
    command.add_argument("--remove", nargs="*", default=[])
    command.add_argument("--output", type=pathlib.Path, required=True)
    command.set_defaults(run=run)

    torch.set_num_threads(1)
    options = arguments.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
