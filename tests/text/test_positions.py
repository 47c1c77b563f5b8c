"""Places in code points, UTF-16 units and UTF-8 bytes; bytes as text."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimline.text.decode import ReadError, decode, read_source
from aimline.text.position import Source

LONE_RETURN = re.compile(r"\r(?!\n)")
"""It ends a line as a line feed does."""


@given(st.text(alphabet="aب🙂\u0301\n\r\u2028é", max_size=40), st.integers(-5, 50))
def test_a_position_counts_in_every_unit(text: str, offset: int) -> None:
    place = Source(text).position(offset)
    inside = max(0, min(offset, len(text)))
    before = LONE_RETURN.sub("\n", text)[:inside]
    assert place.offset == inside
    assert place.utf16 == len(before.encode("utf-16-le")) // 2
    assert place.byte == len(before.encode())
    assert place.line == before.count("\n") + 1
    assert place.column == len(before.rsplit("\n", 1)[-1]) + 1


@given(st.text(alphabet="aب\n\r", max_size=30), st.integers(1, 9))
def test_the_line_of_a_place_holds_it(text: str, first: int) -> None:
    source = Source(text, first_line=first)
    text = LONE_RETURN.sub("\n", text)
    for offset in range(len(text)):
        line = source.line_of(offset)
        assert line == source.position(offset).line == first + text[:offset].count("\n")
        assert text[offset] in source.line_text(line) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_in_every_encoding(encoding: str) -> None:
    assert decode("كسب 100 متابع\r\n".encode(encoding), "x") == "كسب 100 متابع\r\n"


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"abc\xff", "byte 3"), (b"ok\x00", "byte 0x00 at 2"), ("é".encode("latin-1"), "UTF-8"), (b"\xff\xfea", "UTF-16"), (b"\xef\xbb\xbfab\xff", "byte 5")],
)
def test_bytes_that_are_no_text(raw: bytes, said: str) -> None:
    with pytest.raises(ReadError) as error:
        decode(raw, "plan.goals")
    assert "plan.goals" in error.value.message["en"]
    assert said in error.value.message["en"]
    assert set(error.value.message) >= {"en", "ar"}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.goals", tmp_path, tmp_path / ("x" * 400)):
        with pytest.raises(ReadError) as error:
            read_source(path)
        assert str(path) in error.value.message["ar"]
