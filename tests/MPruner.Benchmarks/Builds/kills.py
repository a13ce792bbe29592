"""Kills builds at random moments and looks at what the next build makes of what is left.

    /usr/bin/python3 kills.py [--kills 200] [--seed 1] [--folder FOLDER]

Each round starts a build (nothing pruned yet; pruned before; another option; clean; clean and build again), kills the tool, the build or both with SIGKILL at
a moment drawn up to the time that such a build takes, and builds again. Bad is: the next build fails or takes more than a minute, the assembly does not hold
exactly the model of these options, or the cache has content whose hash is not its name. Prints a Markdown table.
"""
import argparse
import collections
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import projects

KINDS = {
    "first build": ["-p:Similarity=0"],
    "build with nothing to do": ["-p:Similarity=0"],
    "build after git clean": ["-p:Similarity=0"],
    "build with another option": ["-p:Similarity=0.5"],
    "clean": ["-t:Clean", "-p:Similarity=0"],
    "rebuild": ["-t:Rebuild", "-p:Similarity=0"],
}
VICTIMS = ("tool", "build", "both")


def processes(group: int) -> list[tuple[int, str]]:
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getpgid(int(entry.name)) == group:
                    found.append((int(entry.name), (entry / "cmdline").read_bytes().decode(errors="replace")))
            except (OSError, ProcessLookupError):
                pass
    return found


def kill(group: int, victim: str) -> int:
    """Kills the tool, everything else, or everything; returns how many processes."""
    count = 0
    for process, command in processes(group):
        is_tool = "mpruner.dll\0" in command
        if victim == "both" or is_tool == (victim == "tool"):
            try:
                os.kill(process, signal.SIGKILL)
                count += 1
            except ProcessLookupError:
                pass
    return count


def prepare(folder: pathlib.Path, project: projects.Project, kind: str) -> None:
    shutil.rmtree(folder / "cache", ignore_errors=True)
    for output in ("bin", "obj/Debug"):
        shutil.rmtree(project.folder / output, ignore_errors=True)
    if kind == "first build":
        return
    assert projects.build(project.folder, "--no-restore", "-p:Similarity=0").returncode == 0
    if kind == "build after git clean":
        for output in ("bin", "obj/Debug"):
            shutil.rmtree(project.folder / output)


def broken_content(folder: pathlib.Path) -> list[str]:
    return [str(file) for file in (folder / "cache").glob("v1/cas/**/*") if file.is_file() and projects.sha(file.read_bytes()) != file.name]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=pathlib.Path)
    options = parser.parse_args()
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="mpruner-kills-"))
    projects.configure(folder)
    project = projects.Project(folder / "App", f'<PruneModel Include="model.pt" Threshold="$(Similarity)" {projects.OPTIONS} />')
    project.write()
    projects.write_model(project.folder / "model.pt", 1)

    # What is right, and how long each kind takes.
    expected, times = {}, {}
    assert projects.build(project.folder, "-t:Restore").returncode == 0
    for kind, arguments in KINDS.items():
        prepare(folder, project, kind)
        start = time.monotonic()
        done = projects.build(project.folder, "--no-restore", *arguments)
        times[kind] = time.monotonic() - start
        assert done.returncode == 0, done.stdout
        if kind != "clean":
            expected[arguments[-1]] = (project.folder / "obj/Debug/net10.0/mpruner/model.pt").read_bytes()

    random_source = random.Random(options.seed)
    table = collections.defaultdict(collections.Counter)
    for number in range(options.kills):
        kind = random_source.choice(list(KINDS))
        victim = random_source.choice(VICTIMS)
        moment = random_source.uniform(0, times[kind])
        prepare(folder, project, kind)
        started = subprocess.Popen(["dotnet", "build", "-nologo", "-nodeReuse:false", "--no-restore", *KINDS[kind]], cwd=project.folder,
                                   env=projects.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        time.sleep(moment)
        killed = kill(started.pid, victim)
        while victim == "tool" and killed == 0 and started.poll() is None:
            time.sleep(0.005)
            killed = kill(started.pid, victim)
        started.wait()
        while processes(started.pid):
            kill(started.pid, "both")
        wanted = "-p:Similarity=0" if kind == "clean" else KINDS[kind][-1]
        try:
            after = projects.build(project.folder, "--no-restore", wanted, timeout=60)
            ok = after.returncode == 0 and expected[wanted] in project.assembly.read_bytes() and not broken_content(folder)
            detail = after.stdout
        except subprocess.TimeoutExpired as late:
            ok, detail = False, str(late)
        table[kind, victim]["kills"] += 1
        table[kind, victim]["reached"] += killed > 0
        table[kind, victim]["bad"] += not ok
        if (number + 1) % 20 == 0:
            print(f"{number + 1} kills, {sum(row['bad'] for row in table.values())} bad states so far", file=sys.stderr, flush=True)
        if not ok:
            print(f"bad: kill {number}: {kind}, {victim}, {moment:.3f} s\n{detail}", flush=True)

    print("| what was killed | the tool | the build | both | bad states afterwards |\n|---|---|---|---|---|")
    for kind in KINDS:
        rows = [table[kind, victim] for victim in VICTIMS]
        print(f"| {kind} | " + " | ".join(str(row["reached"]) for row in rows) + f" | {sum(row['bad'] for row in rows)} |")
    total = sum(table.values(), collections.Counter())
    print(f"\n{total['kills']} kills with seed {options.seed}, {total['reached']} of them of a process that was still running; "
          f"{total['bad']} bad states.")


if __name__ == "__main__":
    main()
