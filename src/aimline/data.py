"""Where the data files of Aimline are: `grammar/` and `rules/`.

In a wheel they lie under `aimline/_data`; in a checkout they stand beside `pyproject.toml`. The package is looked in first.
"""

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The folder that holds `grammar/` and `rules/`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_data", *here.parents[:2], here.parents[1]):
        if (folder / "grammar" / "goal.lark").is_file() and (folder / "rules").is_dir():
            return folder
    raise FileNotFoundError("the data files of aimline (grammar/, rules/) are missing: reinstall the package")


def path(*parts: str) -> Path:
    """The path of one data file or folder, e.g. `path("grammar", "goal.lark")`."""
    return root().joinpath(*parts)
