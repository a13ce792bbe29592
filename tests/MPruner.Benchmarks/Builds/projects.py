"""Projects that build models with the package of artifacts/packages, which eng/sample.sh has packed."""
import dataclasses
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).parents[3]
FEED = ROOT / "artifacts" / "packages"
FIXTURE = ROOT / "tests" / "Fixtures" / "parent_adds_in_loop.scripted.pt"
OPTIONS = 'Metric="relative-error" MaxDrop="1" Threads="1"'


def version() -> str:
    packages = sorted(FEED.glob("MPruner.Build.*.nupkg"))
    if not packages:
        raise SystemExit(f"{FEED} has no package; run eng/sample.sh first")
    return re.fullmatch(r"MPruner\.Build\.(.*)\.nupkg", packages[-1].name)[1]


def write_model(path: pathlib.Path, seed: int) -> None:
    """A model of three blocks over eight numbers, with data for measuring and judging it."""
    import numpy as np
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(FIXTURE, path)
    generator = np.random.default_rng(seed)
    for purpose, rows in (("calibration", 192), ("evaluation", 96)):
        np.savez(path.with_suffix("").with_name(f"{path.stem}.{purpose}.npz"), x=generator.uniform(-1, 1, (rows, 8)).astype("float32"))


@dataclasses.dataclass
class Project:
    """A class library in a folder of its own."""
    folder: pathlib.Path
    items: str
    package: bool = True

    def write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        reference = f'<PackageReference Include="MPruner.Build" Version="{version()}" PrivateAssets="all" />' if self.package else ""
        (self.folder / f"{self.folder.name}.csproj").write_text(f"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>{reference}{self.items}</ItemGroup>
</Project>
""")
        (self.folder / "Library.cs").write_text("public sealed class Library;\n")

    @property
    def assembly(self) -> pathlib.Path:
        return self.folder / "bin" / "Debug" / "net10.0" / f"{self.folder.name}.dll"


def configure(folder: pathlib.Path) -> None:
    """Lets projects below a folder restore the package from the feed alone, and gives them a cache of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nuget.config").write_text(f"""<configuration>
  <packageSources><clear /><add key="packed" value="{FEED}" /></packageSources>
  <config><add key="globalPackagesFolder" value="{folder / 'packages'}" /></config>
</configuration>
""")
    (folder / "Directory.Build.props").write_text(f"""<Project>
  <PropertyGroup><MPrunerCacheDir>{folder / 'cache'}</MPrunerCacheDir></PropertyGroup>
</Project>
""")


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("MSBUILD")}


def build(folder: pathlib.Path, *arguments: str, timeout: float = 600) -> subprocess.CompletedProcess:
    return subprocess.run(["dotnet", "build", "-nologo", "-v:m", "-nodeReuse:false", *arguments], cwd=folder, env=environment(),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
