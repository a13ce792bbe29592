"""Builds many projects that share a few models in parallel, again and again.

    /usr/bin/python3 farm.py [--projects 20] [--models 3] [--rounds 10] [--folder FOLDER]

Every round empties cache and outputs and builds the solution with -m:4, with -m:4 -mt and with -m:4 -graph. Each build must succeed without a warning, compute
each model once, and embed the same bytes everywhere. Prints a Markdown table.
"""
import argparse
import pathlib
import shutil
import tempfile

import projects

MODES = (["-m:4"], ["-m:4", "-mt"], ["-m:4", "-graph"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=20)
    parser.add_argument("--models", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--folder", type=pathlib.Path)
    options = parser.parse_args()
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="mpruner-farm-"))
    projects.configure(folder)
    for model in range(options.models):
        projects.write_model(folder / "models" / f"m{model}.pt", model)
    farm = [projects.Project(folder / f"P{i}", f'<PruneModel Include="../models/m{i % options.models}.pt" Threshold="0" {projects.OPTIONS} />')
            for i in range(options.projects)]
    for project in farm:
        project.write()
    (folder / "All.slnx").write_text(
        "<Solution>" + "".join(f'<Project Path="{p.folder.name}/{p.folder.name}.csproj" />' for p in farm) + "</Solution>")
    assert projects.build(folder, "-t:Restore").returncode == 0
    print("| mode | builds | failed | with a warning | that computed more or less than each model once | models embedded |\n|---|---|---|---|---|---|")
    for mode in MODES:
        failed = warned = recomputed = 0
        models = set()
        for _ in range(options.rounds):
            shutil.rmtree(folder / "cache", ignore_errors=True)
            for project in farm:
                shutil.rmtree(project.folder / "bin", ignore_errors=True)
                shutil.rmtree(project.folder / "obj" / "Debug", ignore_errors=True)
            done = projects.build(folder, "--no-restore", *mode)
            failed += done.returncode != 0
            warned += " warning " in done.stdout
            logs = [log.read_text() for project in farm for log in project.folder.glob("obj/Debug/net10.0/mpruner/mpruner.log")]
            computed = sum(" blocks removed" in line and "(cached)" not in line for log in logs for line in log.splitlines())
            recomputed += computed != options.models
            for i, project in enumerate(farm):
                pruned = project.folder / f"obj/Debug/net10.0/mpruner/m{i % options.models}.pt"
                assert pruned.read_bytes() in project.assembly.read_bytes()
                models.add(projects.sha(pruned.read_bytes()))
        print(f"| `{' '.join(mode)}` | {options.rounds} | {failed} | {warned} | {recomputed} | {len(models)} |", flush=True)


if __name__ == "__main__":
    main()
