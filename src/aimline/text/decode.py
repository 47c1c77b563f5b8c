"""Files of goals as text: the encoding settled first, with an error that says where it breaks."""

from pathlib import Path

from aimline.text.messages import languages, messages
from aimline.text.position import Source


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
        raise ReadError(messages("reading.encoding", file=name, encoding="UTF-16" if encoding == "utf-16" else "UTF-8", offset=error.start)) from None
    if "\x00" in text:
        raise ReadError(messages("reading.binary", file=name, offset=raw.find(b"\x00")))
    return text


def read_source(path: Path) -> Source:
    """One file of goals.

    Raises:
        ReadError: it is missing, a folder, not to be read, or not text.
    """
    name = str(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ReadError(messages("reading.missing", file=name)) from None
    except IsADirectoryError:
        raise ReadError(messages("reading.folder", file=name)) from None
    except PermissionError:
        raise ReadError(messages("reading.permission", file=name)) from None
    except OSError as error:
        raise ReadError(messages("reading.other", file=name, reason=error.strerror or str(error))) from None
    return Source(decode(raw, name), name)
