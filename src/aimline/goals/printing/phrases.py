"""The phrases of one language, from `grammar/printing/<language>.toml`: how goals are put into its words.

A phrase is a template with `{places}`, or a list of templates of which the first that reads back as the same goal is taken. A noun is a template a plural
category (`{n}` is the number; a form without it says the number itself: يومين).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from aimline import data, prebuilt
from aimline.language.lexicon import Lexicon
from aimline.language.lexicon import load as load_lexicon
from aimline.text.messages import languages as spoken_languages
from aimline.text.messages import plural_category
from aimline.text.patterns import lazily

_PLACE = lazily(r"\{(\w+)\}")
CATEGORIES = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True, slots=True)
class Digits:
    """How figures are written: the ten digits, what separates thousands and decimals, the sign of percent. `names` are what the setting `digits` calls them."""

    names: tuple[str, ...]
    digits: str
    group: str
    decimal: str
    percent: str


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted: `name` where no number stands with it, `forms` by plural category, each with a place for the number unless it says the number itself."""

    name: str
    forms: Mapping[str, str]

    def counted(self, language: str, number: float, figure: str, *, figures_only: bool = False) -> str | None:
        """The noun with its number; None where it has no forms. `figures_only` asks for a form with a place for the figure, as ranges need it."""
        form = self.forms.get(plural_category(language, abs(number)), self.forms.get("other"))
        if form is not None and figures_only and "{n}" not in form:
            form = self.forms.get("other")
        return form.replace("{n}", figure) if form is not None else None


def fill(template: str, places: Mapping[str, str | None]) -> str | None:
    """A template with its places filled, single spaces between words; None where a place has nothing to put there (None, not an empty text)."""
    for name in _PLACE.findall(template):
        if places.get(name) is None:
            return None
    filled = _PLACE.sub(lambda match: str(places[match[1]]), template)
    return " ".join(filled.split())


def alternatives(phrase: str | list[str] | None) -> list[str]:
    """A phrase as its templates, best first."""
    if phrase is None:
        return []
    return [phrase] if isinstance(phrase, str) else phrase


class Phrases:
    """One language's phrases."""

    def __init__(self, language: str, content: Mapping[str, Any], lexicon: Lexicon) -> None:
        self.language = language
        self.content = content
        self.lexicon = lexicon
        self.digits = {
            system: Digits(tuple(entry["names"]), entry["digits"], entry["group"], entry["decimal"], entry["percent"])
            for system, entry in content["digits"].items()
        }
        self._nouns: dict[tuple[str, str], Noun] = {}

    def get(self, *keys: str) -> list[str]:
        """The templates at a place of the file; none where it has no such place."""
        found: Any = self.content
        for key in keys:
            if not isinstance(found, Mapping) or key not in found:
                return []
            found = found[key]
        return alternatives(found) if isinstance(found, str | list) else []

    def contracted(self, text: str) -> str:
        """A text with the words contracted that the language contracts (jusqu'à le → jusqu'au)."""
        for words, short in self.content.get("contracted", {}).items():
            text = text.replace(words, short)
        return text

    def frames(self, kind: str, intent: str | None, nature: str) -> list[str]:
        """The sentence frames of a target kind under an intent: those for a nature of metric (level, flow …), those of the intent, those of any."""
        frames = self.content["frames"].get(kind, {})
        keys = (f"{intent}_{nature}", intent or "none", "any")
        return [template for key in keys for template in alternatives(frames.get(key))]

    def verb(self, intent: str | None, metric: str | None) -> list[str]:
        """The verbs for an intent, those that suit a metric first."""
        own = self.content["metrics"].get(metric or "", {}).get("verbs", {})
        return [*alternatives(own.get(intent or "none")), *self.get("verbs", intent or "none")]

    def name(self, terminal: str, value: str) -> str | None:
        """What a platform, surface, event … is called: in the printing file, else as the lexicon has it first, or that of a language whose words it mixes."""
        own = self.content.get("names", {}).get(terminal, {}).get(value)
        if own is not None:
            return str(own)
        lexicons = (self.lexicon, *map(load_lexicon, self.lexicon.mixes))
        return next((lexicon.names[terminal, value] for lexicon in lexicons if (terminal, value) in lexicon.names), None)

    def noun(self, section: str, key: str) -> Noun:
        """A metric, item, unit or currency as a noun. What the file does not describe goes by the lexicon's first phrase, else by its own name in words."""
        found = self._nouns.get((section, key))
        if found is None:
            entry = self.content.get(section, {}).get(key)
            if entry is None:
                # a metric of the user's own: its words, as they are
                known = (self.content["sections"].get(section, ""), key) in self.lexicon.names
                entry = {} if known else {"counted": False, "other": f"{{n}} {self._default(section, key)}"}
            found = self._nouns[section, key] = _noun(entry, self._default(section, key), self.content)
        return found

    def _default(self, section: str, key: str) -> str:
        return self.lexicon.names.get((self.content["sections"].get(section, ""), key), key.replace("_", " "))


def _noun(entry: Mapping[str, Any], word: str, content: Mapping[str, Any]) -> Noun:
    """A noun from its entry: a pattern's endings on its stem, any form given outright, and its name."""
    pattern = content["patterns"].get(entry.get("pattern", content["patterns"].get("default")), {})
    stem = entry.get("stem", word)
    tail = f" {entry['tail']}" if "tail" in entry else ""
    forms: dict[str, str] = {}
    for category in CATEGORIES:
        if category in entry:
            forms[category] = entry[category]
        elif category in pattern and entry.get("counted", True):
            forms[category] = _ending(stem, pattern[category]) + tail
    name = entry.get("name")
    if name is None:
        name = _ending(stem, pattern["name"]).replace("{n}", "") + tail if "name" in pattern and entry.get("counted", True) else word
    return Noun(" ".join(name.split()), {category: form if "{n}" in form or category in ("one", "two") else "{n} " + form for category, form in forms.items()})


def _ending(stem: str, template: str | list[str]) -> str:
    """A stem in a form of its pattern: a template with `{}` for the stem, or rules `from>to` on the end of the stem, of which the first that fits is taken."""
    if isinstance(template, str):
        return template.replace("{}", stem)
    for rule in template:
        before, _, after = rule.partition(">")
        if stem.endswith(before):
            return stem[: len(stem) - len(before)] + after
    return stem


@cache
def printable() -> tuple[str, ...]:
    """The languages that goals can be printed in: those with a printing file, a lexicon to read it back and plural rules; English first."""
    names = {file.stem for file in data.path("grammar", "printing").glob("*.toml")}
    lexicons = {file.stem for file in data.path("grammar", "lexicon").glob("*.toml")}
    return tuple(language for language in spoken_languages() if language in names & lexicons)


@cache
def load(language: str) -> Phrases:
    """Read one language's printing file.

    Raises:
        ValueError: goals cannot be printed in this language; the message names those that can.
    """
    if language not in printable():
        raise ValueError(f"goals cannot be printed in {language!r}, but in {', '.join(printable())}")
    content = prebuilt.toml("grammar", "printing", f"{language}.toml")
    return Phrases(language, content, load_lexicon(language))
