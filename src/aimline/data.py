"""Where the data files of Aimline are: `grammar/` and `rules/`.

In a wheel they lie under `aimline/_data`; in a checkout (an editable install, or `src` on the path) they stand beside `pyproject.toml`.
The package is looked in first.
"""

from functools import cache
from pathlib import Path


def _complete(folder: Path) -> bool:
    """Whether a folder holds the data: enough of it to tell an Aimline folder from one that merely has a `grammar` or a `rules` in it."""
    return (folder / "grammar" / "goal.lark").is_file() and (folder / "rules" / "catalogue").is_dir()


def find(package: Path) -> Path:
    """The folder that holds `grammar/` and `rules/` for the package that lies in a folder.

    Raises:
        FileNotFoundError: they are neither in the package nor beside the `pyproject.toml` of its checkout; the message names both places.
    """
    packed, checkout = package / "_data", package.parent.parent
    if _complete(packed):
        return packed
    if package.parent.name == "src" and (checkout / "pyproject.toml").is_file() and _complete(checkout):
        return checkout
    raise FileNotFoundError(f"the data files of aimline (grammar/, rules/) are neither in {packed} nor in {checkout}: reinstall aimline")


@cache
def root() -> Path:
    """The folder that holds `grammar/` and `rules/`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    return find(Path(__file__).resolve().parent)


def path(*parts: str) -> Path:
    """The path of one data file or folder, e.g. `path("grammar", "goal.lark")`."""
    return root().joinpath(*parts)
