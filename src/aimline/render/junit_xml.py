"""What the JUnit reports of `lint` and of `evaluate` share: XML in pieces, and what could not be read."""

import io
import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from aimline.text.messages import message

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot carry, not even as references."""


class Writer:
    """An XML document in pieces."""

    def __init__(self) -> None:
        self._text = io.StringIO()
        self._xml = XMLGenerator(self._text, encoding="utf-8", short_empty_elements=True)
        self._xml.startDocument()

    def start(self, element: str, /, **attributes: object) -> None:
        """Open an element."""
        self._xml.startElement(element, AttributesImpl({key: _NOT_XML.sub("\ufffd", str(value)) for key, value in attributes.items()}))

    def end(self, name: str) -> None:
        """Close it, and the line."""
        self._xml.endElement(name)
        self.line()

    def line(self) -> None:
        """Begin a line."""
        self._xml.ignorableWhitespace("\n")

    def element(self, element: str, text: str, /, **attributes: object) -> None:
        """An element that holds nothing but text."""
        self.start(element, **attributes)
        self._xml.characters(_NOT_XML.sub("\ufffd", text))
        self.end(element)

    def taken(self) -> str:
        """What was written since this was asked last, without the last line break."""
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text.removesuffix("\n")


def write_unread(xml: Writer, errors: Sequence[Mapping[str, str]], language: str) -> None:
    """A suite of what could not be read, an error each; nothing where everything was."""
    if not errors:
        return
    xml.start("testsuite", name=message("lint.unread", language), tests=len(errors), failures=0, errors=len(errors))
    for number, text in enumerate(errors, 1):
        xml.start("testcase", classname="aimline", name=f"{message('lint.unread', language)} {number}")
        xml.element("error", text[language], type="unreadable", message=text[language])
        xml.end("testcase")
    xml.end("testsuite")
