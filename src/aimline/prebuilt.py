"""Tables that take long to work out, kept ready: parse tables, word tables, TOML files as they were read.

They lie in the package where a wheel was built (`hatch_build.py`), else in the user's cache folder, where they are written when they are first needed. Each is
JSON behind a line with its stamp, a hash of all data files and Lark's version, and a checksum: what is stale or damaged is worked out anew. Nothing is ever
written beside the package or into a shared folder, and where nothing can be written everything works, only later. Of a table that is large, and of which a run
needs little, one list of texts can stand behind the JSON (`texts`): they are read one by one, when they are asked for.
"""

import json
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, overload

from aimline import data

_FORMAT = "5"
"""Changes when the tables of the same data files look otherwise than before."""
_KEPT = 40
"""Files that the cache folder may hold; when there are more, the oldest go."""


def _files(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                yield from _files(Path(entry.path))
            elif entry.name.endswith((".toml", ".lark")):
                yield Path(entry.path)


@cache
def _stamp(root: Path) -> str:
    # two checksums of 32 bits each: hashlib takes longer to import than all of this to read
    head = f"{_FORMAT} {_lark_version()}".encode()
    crc, adler = zlib.crc32(head), zlib.adler32(head)
    skipped = len(str(root)) + 1
    for top in ("grammar", "rules"):
        for file in _files(root / top):
            name = str(file)
            with open(name, "rb", buffering=0) as opened:  # noqa: PTH123
                content = opened.read()
            head = f"\n{name[skipped:].replace(os.sep, '/')} {len(content)}\n".encode()
            crc, adler = zlib.crc32(content, zlib.crc32(head, crc)), zlib.adler32(content, zlib.adler32(head, adler))
    return f"{crc:08x}{adler:08x}"


def _lark_version() -> str:
    """The version of Lark, without importing it."""
    from importlib.util import find_spec

    spec = find_spec("lark")
    if spec is None or spec.origin is None:
        return "none"
    lines = Path(spec.origin).read_text(encoding="utf-8").splitlines()
    return next((line.split('"')[1] for line in lines if line.startswith("__version__") and line.count('"') > 1), "unknown")


def cache_folder() -> Path | None:
    """The user's cache folder for Aimline: `$XDG_CACHE_HOME`, else where the system keeps caches. None where the user has no home."""
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if chosen.is_absolute():
        return chosen / "aimline"
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", ""))
        return local / "aimline" / "Cache" if local.is_absolute() else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if not home.is_absolute():
        return None
    return home / "Library" / "Caches" / "aimline" if sys.platform == "darwin" else home / ".cache" / "aimline"


class Texts(Sequence[str]):
    """Texts that lie behind each other in some bytes; each is decoded when it is asked for."""

    def __init__(self, content: bytes, start: int, lengths: Sequence[int]) -> None:
        self._content, self._ends = content, [start, *accumulate(lengths, initial=start)][1:]

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self._content[self._ends[index] : self._ends[index + 1]].decode()

    def __len__(self) -> int:
        return len(self._ends) - 1


def table(name: str, build: Callable[[], Any], texts: str | None = None) -> Any:
    """A table by name, made by `build` where it is not ready: dictionaries with string keys, lists, strings, numbers, booleans, None. `texts` names an entry,
    a list of strings, that is read bit by bit (`Texts`).
    """
    root = data.root()
    stamp = _stamp(root)
    folder = cache_folder()
    cached = folder / f"{name}-{stamp}.json" if folder is not None else None
    for file in (root / "prebuilt" / f"{name}.json", cached):
        found = _read(file, stamp, texts) if file is not None else None
        if found is not None:
            return found
    content = written(stamp, build(), texts)
    if cached is not None:
        _keep(cached, content)
    return _parsed(content, texts)


def written(stamp: str, found: Any, texts: str | None = None) -> bytes:
    """A table as a file holds it."""
    behind = [text.encode() for text in found[texts]] if texts is not None else []
    if texts is not None:
        found = {**found, texts: [len(text) for text in behind]}
    body = b"".join([json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode(), b"\n", *behind])
    return f"{stamp} {zlib.crc32(body)}\n".encode() + body


def _read(file: Path, stamp: str, texts: str | None) -> Any:
    """The table in a file; None where there is none, or one of other data, or a damaged one."""
    try:
        content = file.read_bytes()
        body = content.index(b"\n") + 1
        return _parsed(content, texts) if content[: body - 1].decode() == f"{stamp} {zlib.crc32(memoryview(content)[body:])}" else None
    except (OSError, ValueError):
        return None


def _parsed(content: bytes, texts: str | None) -> Any:
    body = content.index(b"\n") + 1
    end = content.index(b"\n", body)
    found = json.loads(content[body:end])
    if texts is not None:
        found[texts] = Texts(content, end + 1, found[texts])
    return found


def _keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, whoever else writes it at the same time; where that is not possible, leave it."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            fresh.write_bytes(content)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
        others = sorted(file.parent.glob("*.json"), key=lambda other: other.stat().st_mtime)
        for other in others[: max(0, len(others) - _KEPT)]:
            other.unlink(missing_ok=True)
    except OSError:
        return


def toml(*parts: str) -> dict[str, Any]:
    """A TOML file of the data, e.g. `toml("rules", "items.toml")`; lexicons are read by `language.lexicon`.

    Raises:
        KeyError: there is no such file.
        ValueError: one of the files is not TOML; the message names it.
    """
    return _toml(data.root(), "/".join(parts))


@cache
def _toml(root: Path, name: str) -> dict[str, Any]:
    files = _tomls(root)
    found: dict[str, Any] = json.loads(files[TOMLS][files["names"][name]])
    return found


@cache
def _tomls(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = table("toml", read_toml, TOMLS)
    return found


TOMLS = "files"
"""The entry of the table of TOML files that is read file by file."""


def read_toml() -> dict[str, Any]:
    """All TOML files of the data but the lexicons, each as JSON, and the place of each by its path."""
    import tomllib

    root = data.root()
    names: dict[str, int] = {}
    files: list[str] = []
    for top in ("grammar", "rules"):
        for file in _files(root / top):
            if file.suffix == ".toml" and file.parent.name != "lexicon":
                try:
                    content = tomllib.loads(file.read_text(encoding="utf-8"))
                except tomllib.TOMLDecodeError as error:
                    raise ValueError(f"{file}: {error}") from error
                names[file.relative_to(root).as_posix()] = len(files)
                files.append(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    return {"names": names, TOMLS: files}


def stamp() -> str:
    """What tells the data and Lark's version from others: a hash."""
    return _stamp(data.root())
