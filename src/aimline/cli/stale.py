"""What an environment lacks that was set up for another version of Aimline."""

import re
import sys
import tomllib
from importlib import metadata

from aimline import data


def lacking() -> list[str]:
    """The requirements that are not met, as they are written (`rich>=14`): packages that are missing or older than needed."""
    return [text for text in _requirements() if not _met(text)]


def _requirements() -> list[str]:
    """What the present version needs: in a checkout its project file knows, in an installation the package itself."""
    project = data.root() / "pyproject.toml"
    if project.is_file():
        needed: list[str] = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
        return needed
    return [text for text in metadata.requires("aimline") or [] if "extra ==" not in text]


def _met(requirement: str) -> bool:
    parsed = re.match(r"([A-Za-z0-9._-]+)[^;<>=~!]*(?:>=\s*([0-9.]+))?", requirement)
    if parsed is None:
        return True
    try:
        found = metadata.version(parsed[1])
    except metadata.PackageNotFoundError:
        return False
    return parsed[2] is None or _numbers(found) >= _numbers(parsed[2])


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version.split("+")[0])]


def remedy() -> str:
    """The command that brings the environment up to date."""
    root = data.root()
    what = f"-e '{root}'" if (root / "pyproject.toml").is_file() else "--upgrade --force-reinstall aimline"
    return f"{sys.executable} -m pip install {what}"
