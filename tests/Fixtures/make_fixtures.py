"""Writes every fixture of this folder, and fixtures.json, which says of each file what it is and what the tool should find.

    PYTHONHASHSEED=0 /usr/bin/python3 make_fixtures.py

The files are committed; tests read them and never run this script. Weights are random but seeded; torch orders some
attributes by Python's string hash, hence the variable: with it a second run with the same torch writes the same bytes.
"""
import concurrent.futures
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import sys
import traceback
from typing import Callable

HERE = pathlib.Path(__file__).resolve().parent


class RelativeNames(importlib.machinery.PathFinder):
    """Imports this folder's modules under relative file names.

    TorchScript files quote the author's file names in their debug records; ours shall not name a folder of any machine.
    """

    class Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, fullname):
            return compile(self.get_data(self.path), pathlib.Path(self.path).name, "exec", dont_inherit=True)

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        file = HERE / f"{fullname}.py"
        return importlib.util.spec_from_file_location(fullname, file, loader=cls.Loader(fullname, str(file))) if file.exists() else None


def in_fresh_process(work: Callable[[], None]) -> None:
    """Runs work in a fork, so that a file's mangled names do not depend on the files before it.

    In a thread of it, since a trace records the whole Python stack, down to this file's own frame under its full name.
    """
    child = os.fork()
    if child == 0:
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            failure = thread.submit(work).exception()
        if failure:
            traceback.print_exception(failure)
        sys.stderr.flush()
        os._exit(1 if failure else 0)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("a fixture was not written, see above")


def write_model(build: Callable, form: str, path: pathlib.Path) -> None:
    import torch
    from fixture import seeded

    made = seeded(build)
    with torch.no_grad():
        if form == "traced":
            module = torch.jit.trace(made.model, tuple(made.inputs(2).values()), check_trace=False)
        else:
            module = torch.jit.script(made.model)
    module.save(str(path))


def make() -> None:
    import torch

    import bad_files
    import calls
    import language
    import transformers
    import vision
    import wiring
    from fixture import REGISTRY, seeded

    torch.set_num_threads(1)
    rows = []
    for name, build in sorted(REGISTRY.items()):
        made = seeded(build)
        for form in made.forms:
            file = f"{name}.{form}.pt"
            in_fresh_process(lambda: write_model(build, form, HERE / file))
            rows.append({
                "name": file, "origin": f"{build.__module__}.py:{name}", "torch": torch.__version__, "feature": made.feature,
                "expected": "ok", "architecture": name, "form": form, "runs": made.runs,
                "inputs": [{"name": key, "dtype": str(value.dtype).split(".")[1], "shape": list(value.shape)[1:]}
                           for key, value in made.inputs(2).items()],
                "chains": [[{"path": path, "removable": removable and not (form == "traced" and path in made.read_when_traced)}
                            for path, removable in chain.items()] for chain in made.chains],
            })
    rows += bad_files.make(HERE)
    (HERE / "fixtures.json").write_text(json.dumps({"fixtures": rows}, indent=1) + "\n")
    for row in rows:
        print(f"{(HERE / row['name']).stat().st_size:8,}  {row['name']}")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, RelativeNames)
    os.chdir(HERE)
    sys.modules["make_fixtures"] = made = importlib.import_module("make_fixtures")
    made.make()
