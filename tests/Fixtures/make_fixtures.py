"""Writes every fixture of this folder, and fixtures.json, which says of each file what it is and what the tool should find; the folder
Unlabelled; and the folder Recorded: what eager Python says of them and of further models, so that tests can compare with it without Python.
A trace quotes this file's line numbers, so where lines above record() come or go the traced fixtures change, if not in what they compute.

    PYTHONHASHSEED=0 /usr/bin/python3 make_fixtures.py [recorded]

With the word "recorded" only that folder is made. It holds, and is made by the test projects' own scripts:

    clusters.json               NumPy's clusters of random matrices
    code.tar.gz                 the code of many kinds of model
    counted.pt                  one of them whole
    described.json              modules and sums of tensors of the fixtures
    specimens, examples.zip     models of the end-to-end tests, and examples for these and for the fixtures
    removed.json                outputs without some blocks
    measured.json               similarities, and comparisons of what blocks read and write
    training, training.json     models to train, and what training gives

The files are committed; tests read them and never run this script. Weights are random but seeded; torch orders some
attributes by Python's string hash, hence the variable: with it a second run with the same torch writes the same bytes.
"""
import concurrent.futures
import importlib
import json
import os
import pathlib
import subprocess
import sys
import traceback
from typing import Callable

from relative import RelativeNames

HERE = pathlib.Path(__file__).resolve().parent
RECORDED = HERE / "Recorded"


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
            module = torch.jit.trace(made.model, tuple(made.inputs(2).values()), check_trace=False, strict=made.strict)
        else:
            module = torch.jit.script(made.model)
    module.save(str(path))


def make() -> None:
    import torch
    import bad_files
    import calls
    import language
    import results
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


def record() -> None:
    """Runs the scripts of the test projects that write to Recorded; the tests beside them read it."""
    def run(script: str, *arguments) -> str:
        # Under its bare name, which is what debug records quote.
        folder, name = os.path.split(HERE.parent / script)
        code = f"__file__ = {name!r}; exec(compile(open(__file__).read(), __file__, 'exec'))"
        command = [sys.executable, "-B", "-c", code, *map(str, arguments)]
        return subprocess.run(
            command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}).stdout

    def run_main(script: str, *arguments) -> None:
        run("Fixtures/relative.py", HERE.parent / script, *arguments)

    RECORDED.mkdir(exist_ok=True)
    run("MPruner.Core.Tests/Clustering/clusters.py", RECORDED)
    run("MPruner.TorchScript.Tests/Code/Python/save_models.py", RECORDED)
    run_main("MPruner.Torch.Tests/Python/models.py", RECORDED)
    run_main("MPruner.EndToEnd.Tests/draw.py", HERE, RECORDED)
    run("MPruner.EndToEnd.Tests/removed.py", HERE, RECORDED)
    run("MPruner.EndToEnd.Tests/measured.py", HERE, RECORDED)
    good = [row["name"] for row in json.loads((HERE / "fixtures.json").read_text())["fixtures"] if row["expected"] == "ok"]
    descriptions = json.loads(run("MPruner.TorchScript.Tests/judge.py", *(HERE / name for name in good)))
    kept = [{key: said[key] for key in ("modules", "tensors")} for said in descriptions]
    lines = [f"{json.dumps(name)}: {json.dumps(said)}" for name, said in zip(good, kept)]
    (RECORDED / "described.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["recorded"]:
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, RelativeNames)
        os.chdir(HERE)
        sys.modules["make_fixtures"] = made = importlib.import_module("make_fixtures")
        made.make()
        subprocess.run([sys.executable, "-B", "relative.py", "unlabelled.py", "Unlabelled"], cwd=HERE, check=True)
    record()
