"""A file of sentences, one a line, each with settings indented below it: what `.rules` files of the house and of alerts have in common."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from aimline.goals.nearest import nearest
from aimline.language.lexicon import split_words
from aimline.rules.words import spoken, words
from aimline.text.messages import isolate, messages
from aimline.text.normalise import normalise
from aimline.text.position import Source, Span

Text = Mapping[str, str]
_KEYED = re.compile(r"([^:：]{1,40}?)\s*[:：]\s*(.*)")


def spelling(text: str) -> str:
    """A key or a word as files are compared by."""
    return " ".join(split_words(normalise(text)[0]))


@cache
def written(table: str) -> Mapping[str, str]:
    """How every language writes the words of a table of `grammar/rules/<language>.toml`, in normal spelling → canonical."""
    return {spelling(name): key for language in spoken() for key, names in words(language).content.get(table, {}).items() for name in names}


@cache
def names_in(table: str) -> tuple[str, ...]:
    """The words of a table in every language, as they are written."""
    return tuple(name for language in spoken() for names in words(language).content.get(table, {}).values() for name in names)


def told(place: str, text: Text, near: str | None = None) -> Text:
    """What is wrong at a place."""
    found = {}
    for language, said in text.items():
        one = messages("house.file.at_near" if near else "house.file.at", place=isolate(place), text=said, near=isolate(near or ""))
        found[language] = one[language]
    return found


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with where they begin."""
    at = 0
    for line in text.split("\n"):
        yield at, line.rstrip("\r")
        at += len(line) + 1


class Sheet:
    """A file as far as it was read. Lines that begin with `#` or `//` are comments; whatever is wrong is told with its place, and the rest is read all the
    same. `table` names the settings that may stand below a sentence.
    """

    table = "settings"
    examples: frozenset[str] = frozenset()
    """Settings whose values go on in lines that are indented further."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.errors: list[Text] = []
        self._begun = False
        self._broken = False
        """Whether the sentence above could not be read: what stands under it is read, and belongs to nothing."""
        self._example: tuple[list[str], int] | None = None
        """The list that holds the last example, and how far its key is indented."""

    def read(self) -> None:
        """Take in every line."""
        for start, line in lines(self.source.text):
            self._line(start, line)
        self.end()

    def sentence(self, start: int, content: str) -> bool:
        """Take in a sentence; whether it could be read."""
        raise NotImplementedError

    def setting(self, key: str, value: str, place: Span) -> list[str] | None:
        """Take in a setting of the last sentence; of an example the list that it went to."""
        raise NotImplementedError

    def end(self) -> None:
        """What is left to do when the file ends."""

    def _line(self, start: int, line: str) -> None:
        content = line.strip()
        indent = len(line) - len(line.lstrip())
        if self._example is not None and content and indent > self._example[1]:
            examples, _ = self._example
            examples[-1] += "\n" + " " * (indent - self._example[1]) + content
            return
        self._example = None
        if not content or content.startswith(("#", "//")):
            return
        if indent:
            self._setting(start + indent, content, indent)
            return
        self._begun = True
        self._broken = not self.sentence(start, content)

    def _setting(self, start: int, content: str, indent: int) -> None:
        whole = Span(start, start + len(content))
        keyed = _KEYED.fullmatch(content)
        if keyed is None:
            self.tell(whole, messages("house.file.stray", text=isolate(content)))
            return
        key, value = written(self.table).get(spelling(keyed[1])), keyed[2].strip()
        if key is None:
            self.tell(
                Span(start, start + len(keyed[1])), messages("house.file.unknown_setting", text=isolate(keyed[1])), nearest(keyed[1], names_in(self.table))
            )
        elif not value:
            self.tell(whole, messages("house.file.no_value", text=isolate(keyed[1])))
        elif self._broken:
            self._example = ([value], indent) if key in self.examples else None
        elif not self._begun:
            self.tell(whole, messages("house.file.orphan", text=isolate(content)))
        else:
            examples = self.setting(key, value, whole)
            self._example = (examples, indent) if examples is not None else None

    def place(self, offset: int) -> str:
        """The file and the line of a place."""
        return f"{self.source.name or '-'}:{self.source.position(offset).line}"

    def tell(self, span: Span, text: Text, near: str | None = None) -> None:
        """Tell what is wrong at a place."""
        position = self.source.position(span.start)
        self.errors.append(told(f"{self.source.name or '-'}:{position.line}:{position.column}", text, near))
