"""Calls a script's main with the arguments, so that what it saves does not name a folder of this machine.

    /usr/bin/python3 relative.py SCRIPT ARGUMENT …
"""
import concurrent.futures
import importlib
import importlib.machinery
import importlib.util
import pathlib
import sys


class RelativeNames(importlib.machinery.PathFinder):
    """Imports the modules of some folders under relative file names.

    TorchScript files quote the author's file names in their debug records; ours shall not name a folder of any machine.
    """
    folders = [pathlib.Path(__file__).resolve().parent]

    class Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, fullname):
            return compile(self.get_data(self.path), pathlib.Path(self.path).name, "exec", dont_inherit=True)

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        for folder in cls.folders:
            file = folder / f"{fullname}.py"
            if file.exists():
                return importlib.util.spec_from_file_location(fullname, file, loader=cls.Loader(fullname, str(file)))
        return None


def main(script: str, *arguments: str) -> None:
    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, RelativeNames)
    RelativeNames.folders.insert(0, pathlib.Path(script).resolve().parent)
    sys.argv = [script, *arguments]
    work = importlib.import_module(pathlib.Path(script).stem).main
    # A trace records the whole Python stack: in a thread that does not begin in this file.
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        thread.submit(work, *arguments).result()


if __name__ == "__main__":
    main(*sys.argv[1:])
