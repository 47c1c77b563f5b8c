"""Files of goals as text and back: the encoding settled first, with an error that says where it breaks."""

import os
from codecs import BOM_UTF8
from pathlib import Path

from aimline.text.files import read_bytes
from aimline.text.messages import languages, messages
from aimline.text.patterns import lazily
from aimline.text.position import Source
from aimline.text.reasons import reason

_CONTROL = lazily(r"[\x00-\x08\x0e-\x1f\x7f]")
"""Characters that no text has. UTF-16 without its mark is full of them."""


class ReadError(Exception):
    """A file that cannot be read; `message` says which, why and what to do, in each language."""

    def __init__(self, message: dict[str, str]) -> None:
        super().__init__(message[languages()[0]])
        self.message = message


def decode(raw: bytes, name: str) -> str:
    """Bytes as text: UTF-8 with or without BOM, UTF-16 with BOM.

    Raises:
        ReadError: they are something else; the message names the offset of the first byte that does not fit.
    """
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        # the codec counts from behind the mark
        offset = error.start + (len(BOM_UTF8) if raw.startswith(BOM_UTF8) else 0)
        raise ReadError(messages("reading.encoding", file=name, encoding="UTF-16" if encoding == "utf-16" else "UTF-8", offset=offset)) from None
    control = _CONTROL.search(text)
    if control is not None:
        before = text[: control.start()].encode("utf-16-le" if encoding == "utf-16" else "utf-8")
        mark = 2 if encoding == "utf-16" else 3 if raw.startswith(b"\xef\xbb\xbf") else 0
        raise ReadError(messages("reading.binary", file=name, offset=mark + len(before), byte=f"0x{ord(control[0]):02X}"))
    return text


def encode(text: str, like: bytes) -> bytes:
    """Text as bytes, in the encoding and with the byte order mark of other bytes."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if like.startswith(mark):
            return mark + text.encode(encoding)
    return text.encode("utf-8")


def read_source(path: Path) -> Source:
    """One file of goals.

    Raises:
        ReadError: it is missing, a folder, not to be read, not text, or there is nothing in it.
    """
    text = decode(read_raw(path), str(path))
    if not text.strip():
        raise ReadError(messages("reading.empty", file=str(path)))
    return Source(text, str(path))


def read_raw(path: Path) -> bytes:
    """The bytes of one file of goals.

    Raises:
        ReadError: it is missing, a folder, or not to be read.
    """
    name = str(path)
    try:
        return read_bytes(path)
    except FileNotFoundError:
        kind = "no_sentence" if " " in name and not path.suffix and path.parent == Path() else "missing"
        raise ReadError(messages(f"reading.{kind}", file=name)) from None
    except IsADirectoryError:
        raise ReadError(messages("reading.folder", file=name)) from None
    except PermissionError:
        raise ReadError(messages("reading.permission", file=name)) from None
    except OSError as error:
        raise ReadError(messages("reading.other", file=name, reason=reason(error))) from None


def replace_file(path: Path, raw: bytes) -> None:
    """Put new content into a file, or make one, at one stroke: whoever reads it sees the old or the new one. Links are followed, permissions are kept.

    Raises:
        ReadError: it cannot be written; the file is as it was.
    """
    import shutil
    import tempfile

    target = path.resolve()
    spare: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            spare = Path(file.name)
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, spare)
        else:
            # a temporary file is for nobody else; a new one is for whom the system lets
            mask = os.umask(0)
            os.umask(mask)
            spare.chmod(0o666 & ~mask)
        spare.replace(target)
    except OSError as error:
        if spare is not None:
            spare.unlink(missing_ok=True)
        raise ReadError(messages("reading.write", file=str(path), reason=reason(error))) from None
