"""Values of settings, read with care: what cannot be read is noted with an example of what can. Knows no pydantic, so that lint starts fast."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from aimline import prebuilt
from aimline.goals.calendar import Calendar, Days, ImpossibleDate, UnsettledDate, add_days, one_day, read_date
from aimline.goals.events import UnsettledEvent
from aimline.goals.forms import is_counted, is_relative, span
from aimline.goals.nearest import nearest, nearest_word
from aimline.goals.zones import nearest_zone, zone_name
from aimline.language.lexicon import languages, load
from aimline.language.parser import parse_statement
from aimline.language.statement import Draft, File, Setting, Statement
from aimline.language.which import language_named
from aimline.language.words import read_number
from aimline.text.diagnostic import Note
from aimline.text.messages import messages
from aimline.text.normalise import normalise
from aimline.text.patterns import lazily

READ = (
    "start", "end", "written", "baseline", "budget", "timezone", "paid", "week_starts", "weekend", "fiscal_year", "holidays",
    "engagement", "platform", "currency", "language", "digits", "pace", "milestones", "days_off",
    "id", "account", "owner", "because", "campaign", "alert", "tags",
)  # fmt: skip
"""The settings, all of which need a value; each has an example of a value in the messages (`goals.example`)."""


_DIGITS_APART = lazily(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
"""A number whose groups of three digits stand apart; where one number is expected, it is one in every language."""


class Dated(NamedTuple):
    """What a setting says about days: `relative` where no year stands in it, so that it depends on the day it is read on."""

    days: Days
    relative: bool


@cache
def month_names() -> Mapping[str, int]:
    """Month names of every language, in normal spelling, with and without the article."""
    found: dict[str, int] = {}
    for lexicon in map(load, languages()):
        for name, number in lexicon.months.items():
            *first, last = name.split()
            found[name] = number
            found.setdefault(" ".join([*first, lexicon.article + last]), number)
    return found


@cache
def _answers() -> Mapping[str, bool]:
    """The words for yes and no of every language, in normal spelling."""
    return {word: answer for lexicon in map(load, languages()) for answer, words in ((True, lexicon.yes), (False, lexicon.no)) for word in words}


def yes_no(text: str) -> bool | None:
    """Yes or no, in any language; None for other words."""
    return _answers().get(normalise(text)[0].strip())


@cache
def separators() -> re.Pattern[str]:
    """What stands between the members of a list: signs, and the words of every language that join numbers."""
    return re.compile(rf"\s*[,،;؛+&/]\s*|{_joins()}", re.IGNORECASE)


@cache
def joins() -> re.Pattern[str]:
    """The words of every language that join numbers, between the members of a list whose signs belong to them."""
    return re.compile(_joins(), re.IGNORECASE)


@cache
def _joins() -> str:
    words = sorted({word for lexicon in map(load, languages()) for word in lexicon.joins})
    glued = {word for lexicon in map(load, languages()) for word in lexicon.particles}
    return "|".join(rf"\s+{re.escape(word)}" + (r"\s*(?=\S)" if word in glued else r"\s+") for word in words)


@lru_cache(maxsize=1024)
def look_up(text: str, terminal: str) -> str | None:
    """The canonical value of a word or phrase of some kind, in any language."""
    normal = " ".join(normalise(text)[0].split())
    for lexicon in map(load, languages()):
        bare = [lexicon.bare(word) for word in normal.split()]
        for phrase in (normal, " ".join(bare)):
            for sense in lexicon.phrases.get(phrase, ()):
                if sense.terminal == terminal:
                    return str(sense.value)
    return None


@lru_cache(maxsize=1024)
def said_alone(text: str) -> Draft | None:
    """A value read as part of a sentence; None where more than one thing is said, or something is not understood."""
    statement = parse_statement(text, spelling=False)
    draft = statement.drafts[0]
    return None if len(statement.drafts) > 1 or statement.notes or draft.notes or draft.side_phrases else draft


@lru_cache(maxsize=1024)
def _amount(text: str) -> tuple[float, str] | None:
    """A single number and its unit, as the goal language writes quantities: `1,240`, `12.5K`, `-3%`, `250 ألف`, `EGP 2 million`."""
    normal = normalise(text)[0].strip()
    normal = _DIGITS_APART.sub(lambda match: match[0].replace(" ", ""), normal)
    if len(normal) > 40:
        return None
    if re.fullmatch(r"\d+(?:[.,]\d+)*", normal):
        return read_number(normal), "count"
    money = re.fullmatch(r"(?P<before>[^\d\s-]*)\s*(?P<number>\d+(?:[.,]\d+)*)\s*(?P<after>[^\d]*)", normal)
    if money and (money["before"] == "") != (money["after"] == ""):
        currency = look_up(money["before"] or money["after"], "CURRENCY_AFTER") or look_up(money["before"], "CURRENCY")
        if currency:
            return read_number(money["number"]), f"currency:{currency}"
    sign = -1.0 if normal.startswith("-") else 1.0
    draft = said_alone(normal.removeprefix("-").removeprefix("+"))
    if draft is None or draft.target is None or draft.target.value is None or draft.target.upper is not None or draft.time:
        return None
    return sign * draft.target.value, draft.target.unit


def amount(text: str) -> tuple[float, str] | None:
    """A single number and its unit as the goal language writes quantities (two million, 250 ألف, EGP 2 million); None where anything else is said, too: a
    metric, a change, a bound, a sum to be worked out.
    """
    if _WORKED_OUT.search(text):
        return None
    draft = said_alone(text.strip().lstrip("+-"))
    if draft is not None and (draft.metric or draft.platforms or draft.surfaces or (draft.target and (draft.target.kind != "level" or draft.target.bound))):
        return None
    return _amount(text)


_WORKED_OUT = re.compile(r"[=*<>≈@;|\"{}]|\d\s*\+|[.,]\d[.,]")
"""Signs that no figure has: of a formula, of a bound, of a list of digits (1,2,3)."""


@lru_cache(maxsize=1024)
def days_named(text: str, anchor: date | None, settings: Calendar) -> Dated | None:
    """The days that a text names, alone; None where it names none.

    Raises:
        ImpossibleDate: they do not exist.
        UnsettledDate: day and month could change places.
    """
    try:
        return Dated(one_day(read_date(normalise(text)[0], month_names())), False)
    except (ImpossibleDate, UnsettledDate):
        raise
    except ValueError:
        draft = said_alone(text)
    time = (draft.time or draft.start) if draft else None
    if draft is None or time is None or draft.target or draft.metric or draft.platforms:
        return None
    if time.form not in ("deadline", "period") or is_counted(time.value):
        return None
    relative = is_relative(time.value)
    days = span(time.value, anchor or date(2000, 1, 1), settings) if anchor or not relative else None
    return Dated(days, relative) if days else None


class Values:
    """The settings that hold for one goal, as values; `notes` collects those that cannot be read."""

    def __init__(self, settings: Mapping[str, Setting]) -> None:
        self.settings = settings
        self.notes: list[Note] = []

    def text(self, key: str) -> str | None:
        """A setting as it was written."""
        setting = self.settings.get(key)
        return setting.value.strip() or None if setting else None

    def bad(self, key: str, suggestion: str | None = None) -> None:
        """Note that a setting cannot be read, with an example of what can."""
        setting = self.settings[key]
        params: dict[str, str | Mapping[str, str]] = {"key": messages(f"goals.key.{key}"), "text": setting.value, "example": messages(f"goals.example.{key}")}
        self.notes.append(Note("bad-setting-value", setting.value_span, params | ({"suggestion": suggestion} if suggestion else {}), suggestion))

    def dated(self, key: str, anchor: date | None = None) -> Dated | None:
        """The day or days that a setting names: a date, a month, `next month`, `end of the year`.

        Without a year they are the next ones on or after the anchor; without an anchor a year must be there.
        """
        text = self.text(key)
        if text is None:
            return None
        place = self.settings[key].value_span
        try:
            found = days_named(text, anchor, self.calendar())
        except UnsettledDate as error:
            self.notes.append(Note("ambiguous-date", place, {"text": text, "first": error.readings[0], "second": error.readings[1]}))
            return None
        except ImpossibleDate:
            self.notes.append(Note("impossible-date", place, {"text": text}))
            return None
        except UnsettledEvent as error:
            self.notes.append(Note("ambiguous-event", place, {"text": text, **error.params}))
            return None
        if found is None:
            self.bad(key)
        return found

    def number(self, key: str) -> float | None:
        """A number, with separators and scale (`1,240`, `12.5K`, `3%`, `250 ألف`)."""
        text = self.text(key)
        if text is None:
            return None
        amount = _amount(text)
        if amount is None:
            self.bad(key)
        return amount[0] if amount else None

    def money(self, key: str) -> tuple[float, str | None] | None:
        """An amount of money and its currency: `$500`, `2,000 جنيه`; the currency is that of the setting `currency` where the amount names none."""
        text = self.text(key)
        if text is None:
            return None
        value, unit = _amount(text) or (-1.0, "")
        if value < 0 or not (unit == "count" or unit.startswith("currency:")):
            self.bad(key)
            return None
        return value, unit.partition(":")[2] or self.currency()

    def currency(self) -> str | None:
        """The currency of amounts that name none."""
        text = self.text("currency")
        if text is None:
            return None
        code = look_up(text, "CURRENCY_AFTER") or look_up(text, "CURRENCY") or (text.upper() if text.upper() in _currencies() else None)
        if code is None:
            self.bad("currency", nearest_word(text, "CURRENCY_AFTER"))
        return code

    def yes(self, key: str) -> bool | None:
        """Yes or no, in any language."""
        text = self.text(key)
        if text is None:
            return None
        answer = yes_no(text)
        if answer is None:
            self.bad(key)
        return answer

    def zone(self) -> str | None:
        """The time zone, an IANA name."""
        text = self.text("timezone")
        name = zone_name(text) if text else None
        if text and name is None:
            self.bad("timezone", nearest_zone(text))
        return name

    def members(self, key: str) -> list[str]:
        """A setting as a list: its parts between commas and the words that join."""
        return self._list(key)

    def _list(self, key: str) -> list[str]:
        return [part for part in separators().split(self.text(key) or "") if part]

    def _looked_up(self, key: str, terminal: str) -> list[str | None]:
        """The members of a list as what they name, each once; None for one that names nothing, which is noted with what was probably meant."""
        parts = self._list(key)
        names = [look_up(part, terminal) for part in parts]
        if None in names:
            stranger = parts[names.index(None)]
            near = nearest_word(stranger, terminal)
            self.bad(key, (self.text(key) or "").replace(stranger, near) if near else None)
        return list(dict.fromkeys(names))

    def platforms(self) -> list[str]:
        """The platforms that a sentence without one is about."""
        return [name for name in self._looked_up("platform", "PLATFORM") if name]

    def engagement(self) -> tuple[str, ...] | None:
        """The metrics that the goal itself counts as engagement."""
        names = self._looked_up("engagement", "METRIC")
        return tuple(name for name in names if name) or None if None not in names else None

    def tags(self) -> tuple[str, ...]:
        """The goal's tags, without their `#`, each once."""
        parts = [part.strip().lstrip("#") for part in re.split(r"[,،;؛]", self.text("tags") or "")]
        return tuple(dict.fromkeys(part for part in parts if part))

    def language(self) -> str | None:
        """The language that sentences are in."""
        text = self.text("language")
        name = language_named(text) if text else None
        if text and name is None:
            self.bad("language", nearest(text, [name for language in languages() for name in load(language).called]))
        return name

    def choices(self) -> None:
        """Note what is none of the values that there are: digits that no language has, an id that is no name."""
        text = self.text("digits")
        if text is not None:
            names = _digits()
            if normalise(text)[0] not in {normalise(name)[0] for name in names}:
                self.bad("digits", nearest(text, names))
        text = self.text("id")
        if text is not None and not re.fullmatch(r"[\w.-]+", text):
            self.bad("id", "-".join(re.findall(r"[\w.]+", text)) or None)
        if self.text("tags") is not None and not self.tags():
            self.bad("tags")

    def filled(self) -> None:
        """Note settings without a value."""
        for key, setting in self.settings.items():
            if not setting.value.strip():
                self.bad(key)

    def calendar(self) -> Calendar:
        """How weeks and fiscal years run."""
        week, month = self.text("week_starts"), self.text("fiscal_year")
        day = look_up(week, "WEEKDAY") if week else "1"
        first = (look_up(month, "MONTH") or _month_of(month)) if month else "1"
        if day is None:
            self.bad("week_starts", nearest_word(week or "", "WEEKDAY"))
        if first is None:
            self.bad("fiscal_year", nearest_word(month or "", "MONTH"))
        calendar = Calendar(int(day or 1) - 1, int(first or 1))
        return calendar._replace(weekend=self.weekend() or calendar.weekend, countries=self.holidays()[0])

    def weekend(self) -> frozenset[int] | None:
        """The days of the week on which nobody works, 0 for Monday."""
        parts = [part.strip() for part in re.split(r"[-–]", "-".join(self._list("weekend"))) if part.strip()]
        days = [look_up(part, "WEEKDAY") for part in parts]
        if None in days:
            stranger = parts[days.index(None)]
            near = nearest_word(stranger, "WEEKDAY")
            self.bad("weekend", (self.text("weekend") or "").replace(stranger, near) if near else None)
            return None
        return frozenset(int(day) - 1 for day in days if day) or None

    def holidays(self) -> tuple[tuple[str, ...], tuple[date, ...]]:
        """The countries whose holidays count, as two letters, and single days that are holidays, too."""
        countries, days = [], []
        for part in self._list("holidays"):
            country = country_code(part)
            if country is not None:
                countries.append(country)
                continue
            try:
                days.append(read_date(normalise(part)[0], month_names()))
            except ValueError:
                near = nearest(part, _country_names())
                self.bad("holidays", (self.text("holidays") or "").replace(part, near) if near else None)
                break
        return tuple(dict.fromkeys(countries)), tuple(days)


@cache
def _currencies() -> frozenset[str]:
    """The codes of currencies that there are."""
    return frozenset(prebuilt.toml("rules", "calendar", "currencies.toml")["codes"].split())


@cache
def _digits() -> frozenset[str]:
    """What the digits are called that goals can be printed in."""
    from aimline.goals.printing.phrases import load as load_printing
    from aimline.goals.printing.phrases import printable

    return frozenset(name for language in printable() for digits in load_printing(language).digits.values() for name in digits.names)


@cache
def _country_names() -> tuple[str, ...]:
    return tuple(name for written in prebuilt.toml("rules", "calendar", "countries.toml").values() for name in written)


@cache
def _countries() -> Mapping[str, str]:
    """The names of countries in every language, in normal spelling, and their two letters."""
    names = prebuilt.toml("rules", "calendar", "countries.toml")
    return {normalise(name)[0]: code for code, written in names.items() for name in (code, *written)}


@lru_cache(maxsize=64)
def country_code(text: str) -> str | None:
    """The two letters of a country, from its name or its letters; None where it is none that anybody knows the holidays of."""
    code = _countries().get(normalise(text)[0].strip())
    if code is None and re.fullmatch(r"[A-Za-z]{2}", text.strip()):
        from holidays import list_supported_countries

        code = text.strip().upper() if text.strip().upper() in list_supported_countries(include_aliases=False) else None
    return code


def _month_of(text: str) -> str | None:
    """The month in which a day without a year lies (`1 July`)."""
    try:
        return str(read_date(normalise(text)[0], month_names(), date(2000, 1, 1)).month)
    except ValueError:
        return None


_ANY_DAY = date(2000, 1, 1)
"""Where what a setting names is read from while only whether it can be read is asked."""


def _read_all(values: Values, keys: frozenset[str] | set[str]) -> list[Note]:
    """Read the settings of some keys for their notes alone."""
    values = Values({key: setting for key, setting in values.settings.items() if key in keys})
    for read in (values.zone, values.platforms, values.engagement, values.currency, values.language):
        read()
    if {"week_starts", "fiscal_year", "weekend", "holidays"} & keys:
        values.calendar()
    values.number("baseline")
    values.money("budget")
    values.yes("paid")
    values.choices()
    if {"pace", "milestones", "days_off"} & keys:
        from aimline.goals import declared

        declared.pace(values)
        declared.milestones(values, _ANY_DAY)
        declared.days_off(values, _ANY_DAY)
    values.filled()
    return values.notes


def setting_notes(statement: Statement) -> list[Note]:
    """What cannot be read in the settings that stand under a statement; `timing` tells of its dates."""
    return _read_all(Values(statement.settings), statement.own_settings) if statement.own_settings else []


def file_setting_notes(file: File, today: date) -> list[Note]:
    """What is wrong with the settings of a file and of its headings, each told once however many goals they hold for."""
    found: dict[tuple[str, int], Note] = {}
    # goals without settings of their own share one dictionary
    shared = {id(statement.settings): statement.settings for statement in file.statements if not statement.own_settings}
    inherited = [
        {key: s for key, s in statement.settings.items() if key not in statement.own_settings} for statement in file.statements if statement.own_settings
    ]
    seen: set[tuple[int, ...]] = set()
    for settings in (file.settings, *shared.values(), *inherited):
        places = tuple(sorted(setting.value_span.start for setting in settings.values()))
        if places in seen:
            continue
        seen.add(places)
        values = Values(settings)
        written = values.dated("written")
        anchor = written.days.start if written else today
        start = values.dated("start", anchor)
        end = values.dated("end", start.days.start if start else anchor)
        for key, dated in (("start", start), ("end", end)):
            if dated is not None and dated.relative and written is None and not (key == "end" and start and not start.relative):
                day = (dated.days.start if key == "start" else add_days(dated.days.end, -1)).isoformat()
                values.notes.append(Note("drifting-date", settings[key].value_span, {"today": today.isoformat(), "date": day}, day, safe=True))
        for note in (*values.notes, *_read_all(values, set(settings))):
            found.setdefault((note.name, note.span.start), note)
    return list(found.values())
