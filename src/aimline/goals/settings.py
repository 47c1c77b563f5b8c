"""Values of settings, read with care: what cannot be read is noted with an example of what can."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from aimline.goals.calendar import Calendar, ImpossibleDate, UnsettledDate, read_date
from aimline.language.lexicon import Lexicon, languages, load
from aimline.language.statement import Setting, Statement
from aimline.language.words import read_number
from aimline.text.diagnostic import Note
from aimline.text.normalise import normalise

EXAMPLES = {
    "start": "2026-12-01", "end": "2026-12-31", "written": "2026-11-24", "baseline": "1,240", "budget": "$500", "timezone": "Africa/Cairo", "paid": "yes",
    "week_starts": "Sunday", "fiscal_year": "July", "engagement": "likes + comments + shares", "platform": "Instagram", "currency": "EGP",
}  # fmt: skip
_YES, _NO = {"yes", "true", "نعم", "1"}, {"no", "false", "لا", "0"}


@cache
def month_names() -> dict[str, int]:
    """Month names of every language, in normal spelling."""
    return {name: number for language in languages() for name, number in load(language).months.items()}


def _lexicons() -> list[Lexicon]:
    return [load(language) for language in languages()]


def look_up(text: str, terminal: str) -> str | None:
    """The canonical value of a word or phrase of some kind, in any language."""
    normal = " ".join(normalise(text)[0].split())
    for lexicon in _lexicons():
        words = " ".join(word[len(lexicon.article) :] if lexicon.article and word.startswith(lexicon.article) and word not in lexicon.keep else word for word in normal.split())
        for phrase in (normal, words):
            for sense in lexicon.phrases.get(phrase, ()):
                if sense.terminal == terminal:
                    return str(sense.value)
    return None


class Values:
    """The settings that hold for one goal, as values; `notes` collects those that cannot be read."""

    def __init__(self, settings: Mapping[str, Setting]) -> None:
        self.settings = settings
        self.notes: list[Note] = []

    def text(self, key: str) -> str | None:
        """A setting as it was written."""
        setting = self.settings.get(key)
        return setting.value.strip() or None if setting else None

    def _bad(self, key: str) -> None:
        setting = self.settings[key]
        self.notes.append(Note("bad-setting-value", setting.value_span, {"key": key.replace("_", " "), "text": setting.value, "example": EXAMPLES.get(key, "")}))

    def day(self, key: str, anchor: date | None = None) -> date | None:
        """A date; without a year it is the next one on or after the anchor."""
        text = self.text(key)
        if text is None:
            return None
        setting = self.settings[key]
        try:
            return read_date(normalise(text)[0], month_names(), anchor)
        except UnsettledDate as error:
            self.notes.append(Note("ambiguous-date", setting.value_span, {"text": text, "first": error.readings[0], "second": error.readings[1]}))
        except ImpossibleDate:
            self.notes.append(Note("impossible-date", setting.value_span, {"text": text}))
        except ValueError:
            self._bad(key)
        return None

    def number(self, key: str) -> float | None:
        """A number, with separators and scale (`1,240`, `12.5K`, `3%`)."""
        text = self.text(key)
        if text is None:
            return None
        match = re.fullmatch(r"([-+]?)\s*(\d+(?:[.,]\d+)*)\s*([a-z]{0,2})\s*%?", normalise(text)[0])
        scales = {"": 1.0, **_lexicons()[0].adjacent_scales}
        if match is None or match[3] not in scales:
            self._bad(key)
            return None
        return read_number(match[2]) * scales[match[3]] * (-1 if match[1] == "-" else 1)

    def money(self, key: str) -> tuple[float, str | None] | None:
        """An amount of money and its currency: `$500`, `2,000 جنيه`; the currency is that of the setting `currency` where the amount names none."""
        text = self.text(key)
        if text is None:
            return None
        match = re.fullmatch(r"\s*([^\d\s]*)\s*(\d+(?:[.,]\d+)*)\s*([km]?)\s*(\D*?)\s*", normalise(text)[0])
        if match is None:
            self._bad(key)
            return None
        name = (match[1] or match[4]).strip()
        currency = look_up(name, "CURRENCY_AFTER") if name else self.currency()
        if name and currency is None:
            self._bad(key)
            return None
        return read_number(match[2]) * {"": 1, "k": 1e3, "m": 1e6}[match[3]], currency

    def currency(self) -> str | None:
        """The currency of amounts that name none."""
        text = self.text("currency")
        if text is None:
            return None
        code = look_up(text, "CURRENCY_AFTER") or (text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else None)
        if code is None:
            self._bad("currency")
        return code

    def yes(self, key: str) -> bool | None:
        """Yes or no, in any language."""
        text = self.text(key)
        if text is None:
            return None
        normal = normalise(text)[0]
        if normal in _YES:
            return True
        if normal in _NO:
            return False
        self._bad(key)
        return None

    def zone(self) -> str | None:
        """The time zone, an IANA name."""
        text = self.text("timezone")
        if text is None:
            return None
        try:
            return ZoneInfo(text).key
        except (ValueError, OSError, LookupError):
            self._bad("timezone")
            return None

    def platforms(self) -> list[str]:
        """The platforms that a sentence without one is about."""
        text = self.text("platform")
        found = []
        for part in re.split(r"\s*(?:[,،+&]|\band\b|\s+و)\s*", text) if text else []:
            name = look_up(part, "PLATFORM")
            if name is None:
                self._bad("platform")
            elif name not in found:
                found.append(name)
        return found

    def engagement(self) -> tuple[str, ...] | None:
        """The metrics that the goal itself counts as engagement."""
        text = self.text("engagement")
        if text is None:
            return None
        names = [look_up(part, "METRIC") for part in re.split(r"\s*[+،,&]\s*", text)]
        if None in names:
            self._bad("engagement")
            return None
        return tuple(name for name in names if name)

    def calendar(self) -> Calendar:
        """How weeks and fiscal years run."""
        week, fiscal = 0, 1
        text = self.text("week_starts")
        if text is not None:
            day = look_up(text, "WEEKDAY")
            if day is None:
                self._bad("week_starts")
            else:
                week = int(day) - 1
        text = self.text("fiscal_year")
        if text is not None:
            month = month_names().get(" ".join(normalise(text)[0].split()))
            if month is None:
                self._bad("fiscal_year")
            else:
                fiscal = month
        return Calendar(week, fiscal)



def setting_notes(statement: Statement) -> list[Note]:
    """What cannot be read in the settings that stand under a statement."""
    values = Values({key: setting for key, setting in statement.settings.items() if key in statement.own_settings})
    for read in (values.zone, values.platforms, values.engagement, values.calendar, values.currency):
        read()
    values.number("baseline")
    values.money("budget")
    values.yes("paid")
    return values.notes
