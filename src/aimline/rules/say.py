"""Typed rules and conditions → sentences, in every language that rules can be written in; reading one gives the rule back.

Templates and names stand under `[say]` in `grammar/rules/<language>.toml`. Of each pair the first says that something holds (has an owner), the second stands
after "must" (have an owner).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from aimline.goals.printing.dates import whens
from aimline.goals.printing.figures import amounts, duration
from aimline.goals.printing.phrases import Digits, Phrases, printable
from aimline.goals.printing.phrases import load as load_phrases
from aimline.language.lexicon import languages, load
from aimline.rules.alerting import Alerting
from aimline.rules.conditions import (
    And,
    Between,
    Compare,
    Condition,
    Contains,
    Counted,
    Day,
    Duration,
    Duty,
    Every,
    Flag,
    FromToday,
    Is,
    Missing,
    Money,
    Name,
    Not,
    Number,
    Or,
    Percent,
    Text,
    Value,
)
from aimline.rules.fields import Field, fields
from aimline.rules.words import Words, readings_of, spoken, words
from aimline.text.messages import plural_category

_LETTERS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_WHEN = 2
"""The form that stands after "alert when"; those of pairs are 0 and 1."""


def say(rule: Duty, language: str) -> str:
    """A rule as a sentence of a language.

    Raises:
        KeyError: rules are not said in that language.
    """
    saying = _saying(language)
    must = saying.condition(rule.must, 1)
    subject = saying.words.names("SUBJECT", rule.subject)[0]
    if rule.where is None:
        return saying.template(rule.severity).format(subject=subject, must=must)
    return saying.template(f"{rule.severity}_where").format(subject=subject, must=must, where=saying.condition(rule.where, 0))


def say_alert(alert: Alerting, language: str, *, head: bool = True, title: bool = False) -> str:
    """An alert as a sentence of a language: alert when pace is below 80% for 3 days; without its head from "when" on. As a `title`: pace is below 80% for 3
    days.

    Raises:
        KeyError: rules are not said in that language.
    """
    return _saying(language).alert(alert, head=head, title=title)


def say_when(condition: Condition, language: str) -> str:
    """A condition as it stands after "alert when": pace is below 80%.

    Raises:
        KeyError: rules are not said in that language.
    """
    return _saying(language).condition(condition, _WHEN)


def say_condition(condition: Condition, language: str) -> str:
    """A condition as the words that say it: has an owner and is paid.

    Raises:
        KeyError: rules are not said in that language.
    """
    return _saying(language).condition(condition, 0)


def said(rule: Duty) -> dict[str, str]:
    """A rule as a sentence of every language; where rules are not said in one, that of the first."""
    first = spoken()[0]
    return {language: say(rule, language if language in spoken() else first) for language in languages()}


@cache
def _saying(language: str) -> "_Saying":
    return _Saying(words(language))


class _Saying:
    """How one language says rules."""

    def __init__(self, known: Words) -> None:
        self.words = known
        self.content: Mapping[str, object] = known.content["say"]
        self.phrases: Phrases = load_phrases(known.language if known.language in printable() else printable()[0])
        self.digits: Digits = next(iter(self.phrases.digits.values()))

    def template(self, name: str, form: int | None = None) -> str:
        """A template by name; of a pair one form."""
        own: Mapping[str, object] = self.content["alert"] if form == _WHEN else {}  # type: ignore[assignment]
        found = own[name] if name in own else self.content[name]
        return str(found) if form is None or isinstance(found, str) else str(found[form % 2])  # type: ignore[index]

    def _table(self, table: str, key: str, form: int = 0) -> str | None:
        content = self.content["alert"] if form == _WHEN else self.content
        found = content.get(table, {}) if isinstance(content, Mapping) else None
        return found.get(key) if isinstance(found, Mapping) else None

    def name(self, field: Field) -> str:
        """What a field is called."""
        shown = next((other for other in fields(field.subject).values() if other.asked == field.name), field)
        names = self.words.names("FIELD", shown.name)
        return names[0] if names else shown.name

    def a(self, field: Field) -> str:
        """A field with its article, where the language has one."""
        return self._table("a", field.name) or str(self._table("a", "*")).format(field=self.name(field))

    def the(self, field: Field) -> str:
        """A field with what leads to it after "alert when"."""
        names: Mapping[str, str] = self.content["alert"]["the"]  # type: ignore[index]
        return names.get(field.name) or names["*"].format(field=self.name(field))

    def alert(self, alert: Alerting, *, head: bool, title: bool = False) -> str:
        """An alert."""
        sentence = "title" if title else "sentence"
        words, days = self.content["alert"], Duration(float(alert.days), "day")
        assert isinstance(words, Mapping)
        severity = self.words.content["alerts"]["SEVERITY"][alert.severity][0] if alert.severity is not None else None
        begins = words["head"] if severity is None else words["head_severity"].format(severity=severity)
        begins = begins if head else ""
        if alert.days == 1:
            return str(words[sentence]).format(head=begins, when=self.condition(alert.condition, _WHEN)).strip()
        joint = isinstance(alert.condition, And | Or)
        when = self._part(alert.condition, _WHEN) if joint else self.condition(alert.condition, _WHEN)
        span = duration(f"P{alert.days}D", self.phrases, self.digits) or self.value(days, fields("standing")["left"])
        return str(words[f"{sentence}_for"]).format(head=begins, when=when, span=span).strip()

    def condition(self, condition: Condition, form: int) -> str:
        """A condition; `form` 0 says that it holds, 1 stands after must, 2 after "alert when"."""
        match condition:
            case Missing(field):
                return self.template("missing", form).format(field=self.name(field), the=self.the(field))
            case Not(Missing(field)):
                return self.template("given", form).format(a=self.a(field), the=self.the(field))
            case Flag(field, value):
                return self.template("flag", form).format(word=self.words.names("BOOL", field.name if value else f"!{field.name}")[0])
            case Not(Is(field, values)) if form == _WHEN and field.type == "choice" and len(values) == 1:
                return self._chosen(field, values, "_not")
            case Is(field, values) if form == _WHEN and field.type == "choice":
                return self._chosen(field, values)
            case Is(field, values):
                kind = {"metric": "metric", "choice": "choice" if field.words is None else "is"}.get(field.type, "only" if field.is_list else "is")
                listed = self.template("or").join(self.value(value, field) for value in values)
                return self.template(kind, form).format(field=self.name(field), the=self.the(field), values=listed)
            case Contains(field, value):
                kind = "on" if field.type == "platforms" else "element" if field.is_list else "contains"
                return self.template(kind, form).format(field=self.name(field), a=self.a(field), the=self.the(field), value=self.value(value, field))
            case Compare(field, op, value):
                sign = self._table("op_date", op) if field.type == "date" else self._table("op", op, form)
                return self.template("compare", form).format(a=self.a(field), the=self.the(field), op=sign, value=self.value(value, field))
            case Between(field, low, high):
                return self.template("between", form).format(a=self.a(field), the=self.the(field), low=self.value(low, field), value=self.value(high, field))
            case Counted(field, op, count, where):
                places = {"op": self._table("op_count", op), "count": str(count), "field": self._counted(field, count)}
                if where is None:
                    return self.template("counted", form).format(**places)
                return self.template("counted_where", form).format(**places, where=self.condition(where, 0))
            case Every(field, where):
                return self.template("every", form).format(field=self.name(field), where=self.condition(where, 0))
            case Not(part):
                return self.template("not", form).format(part=self.condition(part, form))
            case And(parts) | Or(parts):
                named = [part.field for part in parts if isinstance(part, Is)]
                # what a field is, said twice in a row, is a list of what it is: there the verb comes first
                form = 0 if form == _WHEN and len(set(named)) < len(named) else form
                return self.template("and" if isinstance(condition, And) else "or").join(self._part(part, form) for part in parts)

    def _chosen(self, field: Field, values: tuple[Value, ...], negative: str = "") -> str:
        """What a choice is after "alert when", in the words that fit there."""
        words: Mapping[str, str] = self.content["alert"].get("words", {})  # type: ignore[attr-defined]
        named = [value for value in values if isinstance(value, Name)]
        listed = self.template("or").join(words.get(f"{value.kind}:{value.name}") or self.value(value, field) for value in named)
        special = f"choice_{field.name}{negative}"
        template = special if special in self.content["alert"] else f"choice{negative}"  # type: ignore[operator]
        return self.template(template, _WHEN).format(the=self.the(field), values=listed)

    def _counted(self, field: Field, count: int) -> str:
        """What a list is called beside the number of its elements."""
        forms = self.content["plural"].get(field.name, {})  # type: ignore[attr-defined]
        return str(forms.get(plural_category(self.words.language, count), forms.get("other", self.name(field))))

    def _part(self, part: Condition, form: int) -> str:
        inner = self.condition(part, form)
        listed = form == _WHEN and isinstance(part, Is) and len(part.values) > 1
        return self.template("group", form).format(part=inner) if isinstance(part, And | Or) or listed else inner

    def value(self, value: Value, field: Field) -> str:
        """A value; the first wording that reads back as it."""
        if isinstance(value, Text):
            return f'"{value.text}"'
        if isinstance(value, Name) and value.kind not in ("platform", "metric"):
            return self.words.names("CHOICE", f"{value.kind}:{value.name}")[0]
        wordings = list(dict.fromkeys(" ".join(wording.split()) for wording in self._wordings(value)))
        return next((wording for wording in wordings if value in readings_of(wording)), wordings[0])

    def _wordings(self, value: Value) -> Iterator[str]:
        """The ways to say a value, best first."""
        match value:
            case Name(kind, name):
                if kind == "metric":
                    yield self.phrases.noun("metrics", name).name
                terminal = kind.upper()
                yield from (
                    load(language).names[terminal, name] for language in (self.words.language, *languages()) if (terminal, name) in load(language).names
                )
                yield name
            case Number(number):
                yield _plain(number)
            case Percent(number):
                yield from amounts(number, None, "percent", self.phrases, self.digits)
                yield f"{_plain(number)}%"
            case Money(number, currency):
                if currency is not None:
                    yield from amounts(number, None, f"currency:{currency}", self.phrases, self.digits)
                yield f"{_plain(number)} {currency or ''}"
            case Duration(number, unit):
                yield from amounts(number, None, f"duration:{unit}", self.phrases, self.digits)
                yield f"{_plain(number)} {self.phrases.noun('units', unit).name}"
            case FromToday(0, _):
                yield self._today()
            case FromToday(number, unit):
                if unit == "quarter":
                    number, unit = number * 3, "month"
                span = duration(f"P{abs(number)}{_LETTERS[unit]}", self.phrases, self.digits) or ""
                yield self.template("hence" if number > 0 else "ago").format(span=span)
            case Day(written):
                yield from (wording for _, wording in whens(written, self.phrases, self.digits))
                yield written
            case Text(text):
                yield f'"{text}"'

    def _today(self) -> str:
        entries = self.words.content.get("means", ())
        return str(next(entry["phrases"][0] for entry in entries if entry["tokens"] == "VALUE:from_today:0:day"))


def _plain(number: float) -> str:
    text = f"{Decimal(repr(float(number))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
