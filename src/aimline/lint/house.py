"""Rules that others add to Aimline's own: sentences of a configuration, `.rules` files, TOML files of the form of `rules/lint/*.toml`, and packages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

from aimline.language import language_of
from aimline.lint.rule import CRITERIA, Rule
from aimline.lint.rule import rules as own_rules
from aimline.rules.conditions import Condition
from aimline.rules.house import FORMS, PREFIX, HouseRule, impossible, read_rules, read_sentence
from aimline.rules.reader import Trouble, read_condition, read_rule
from aimline.rules.say import said
from aimline.rules.sheet import Text, told
from aimline.text.decode import ReadError, read_source
from aimline.text.messages import isolate, languages, messages
from aimline.text.position import Source

GROUP = "aimline.rules"
"""The group of entry points by which packages offer rules."""
HOUSE = "house"
"""The criterion of rules that name none."""
_SEVERITIES = ("error", "warning", "hint")
_CHOICES = {"severity": _SEVERITIES, "criterion": (*CRITERIA, HOUSE), "scope": ("goal", "file")}
_TEXTS = ("message", "advice", "rationale")
_KEYS = ("code", "name", "criterion", "severity", *_TEXTS, "bad", "good", "since", "when", "rule", "check", "scope", "unmet", "once", "preview", "instead_of")


def load_rules(
    sentences: Sequence[tuple[str, str]] = (), files: Sequence[str] = (), packages: Sequence[str] = (), today: date | None = None
) -> tuple[list[Rule], list[Text]]:
    """Rules of sentences (each with where it stands), files and packages, and everything that is wrong with them. Only what is wrong is left out.

    A rule that is said twice is one rule; a code or a name that two rules have is an error.
    """
    day, errors = today or date.today(), list[Text]()
    found: list[Rule] = []
    for text, place in sentences:
        read = read_sentence(text, place, day)
        if isinstance(read, HouseRule):
            found.append(_of_house(read))
        else:
            errors.append(read)
    for file in files:
        found += _of_file(Path(file), day, errors)
    for package in packages:
        found += _of_package(package, day, errors)
    return _distinct(found, errors), errors


def _distinct(found: Iterable[Rule], errors: list[Text]) -> list[Rule]:
    taken: dict[str, Rule] = {key: rule for rule in own_rules().values() for key in (rule.code, rule.name)}
    kept: dict[str, Rule] = {}
    for rule in found:
        other = taken.get(rule.code) or taken.get(rule.name)
        if other is not None and (rule.when is None or other.when != rule.when):
            errors.append(told(rule.origin, messages("house.file.taken", text=isolate(rule.code if other.code == rule.code else rule.name))))
        elif other is None or other.code.startswith(PREFIX):
            # said twice, it is one rule: the one with a code of its own
            kept[rule.name] = taken[rule.code] = taken[rule.name] = rule
    return list(kept.values())


def _of_house(rule: HouseRule) -> Rule:
    """A sentence as a rule: its own words in their language, what it means in the others."""
    settings, sentence = rule.settings, {**said(rule.duty), language_of(rule.text): rule.text.rstrip(".!")}
    message = {lang: text["broken"] for lang, text in _spoken_of(rule, sentence).items()}
    because = settings.get("because")
    return Rule(
        code=rule.code,
        name=rule.name,
        criterion=HOUSE,
        severity=settings.get("severity", rule.duty.severity),  # type: ignore[arg-type]
        message=_own(settings.get("message"), message),
        advice=_own(settings.get("advice"), messages("house.file.advice", place=_plain(isolate(rule.place)))),
        rationale=_own(because, {lang: f"{text['rationale']}: {_plain(sentence.get(lang, rule.text))}" for lang, text in _spoken_of(rule, sentence).items()}),
        bad=tuple(rule.bad),
        good=tuple(rule.good),
        since="",
        when=rule.duty.broken,
        origin=rule.place,
    )


def _spoken_of(rule: HouseRule, sentence: Mapping[str, str]) -> dict[str, dict[str, str]]:
    shown = {lang: isolate(_plain(sentence.get(lang, rule.text))) for lang in languages()}
    broken, rationale = messages("house.file.broken", rule=shown), messages("house.file.rationale")
    return {lang: {"broken": broken[lang], "rationale": rationale[lang]} for lang in languages()}


def _plain(text: str) -> str:
    """A text that a message is made of: what it says in braces is no placeholder."""
    return text.replace("{", "{{").replace("}", "}}")


def _own(text: str | None, otherwise: Mapping[str, str]) -> dict[str, str]:
    """A text of the user in every language: there is one only."""
    return dict.fromkeys(languages(), _plain(text)) if text is not None else dict(otherwise)


def _of_file(file: Path, today: date, errors: list[Text]) -> list[Rule]:
    try:
        source = read_source(file)
    except ReadError as error:
        errors.append(error.message)
        return []
    if file.suffix == ".toml":
        return _of_toml(source, str(file), today, errors, lambda name: None)
    found, wrong = read_rules(source, today)
    errors += wrong
    return [_of_house(rule) for rule in found]


def _of_toml(source: Source, place: str, today: date, errors: list[Text], function: Callable[[str], Any]) -> list[Rule]:
    """The rules of a TOML file; `function` finds the checks that it names."""
    import tomllib

    try:
        content = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:  # ValueError: no TOML, or a number of thousands of digits
        errors.append(told(place, messages("house.file.no_toml", reason=str(error))))
        return []
    found = []
    entries = content.pop("rules", None)
    criterion = content.pop("criterion", HOUSE)
    errors += [told(place, messages("house.file.no_top", field=isolate(key))) for key in content]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        errors.append(told(place, messages("house.file.no_rules")))
        return []
    for entry in entries:
        rule = _Entry({"criterion": criterion, **entry}, place, today, errors, function).rule()
        if rule is not None:
            found.append(rule)
    return found


class _Entry:
    """One `[[rules]]` of a TOML file, read with care."""

    def __init__(self, entry: Mapping[str, Any], place: str, today: date, errors: list[Text], function: Callable[[str], Any]) -> None:
        self.entry, self.place, self.today, self.errors, self.function = entry, place, today, errors, function
        self.code = str(entry.get("code", "?"))
        self.wrong = 0

    def _tell(self, name: str, near: str | None = None, **params: object) -> None:
        self.wrong += 1
        shown = {key: isolate(str(value)) if not isinstance(value, Mapping) else value for key, value in {"text": self.code, **params}.items()}
        self.errors.append(told(self.place, messages(f"house.file.{name}", **shown), near))

    def rule(self) -> Rule | None:
        """The rule; None where something is wrong with it, which is told."""
        from aimline.goals.nearest import nearest

        entry = self.entry
        for key in entry:
            if key not in _KEYS:
                self._tell("no_key", nearest(str(key), _KEYS), field=key)
        for key in ("code", "name", "severity", "message"):
            if key not in entry:
                self._tell("lacks", field=key)
        for key in _KEYS:
            if key in entry and not self._fits(key, entry[key]):
                if key in FORMS and isinstance(entry[key], str):
                    self._tell(f"no_{key}", text=entry[key])
                    continue
                if key in _CHOICES:
                    self._tell("wrong", field=key, wanted=messages("house.file.wanted.choice", names=isolate(", ".join(_CHOICES[key]))))
                    continue
                wanted = "spoken" if key in (*_TEXTS, "when", "rule") else "texts" if key in _LISTS else "flag" if key in _FLAGS else "text"
                self._tell("wrong", field=key, wanted=messages(f"house.file.wanted.{wanted}"))
        judges = [key for key in ("when", "rule", "check") if key in entry]
        if len(judges) != 1:
            self._tell("judges", field=", ".join(judges) or "—")
        if self.wrong:
            return None
        when = self._condition(judges[0]) if judges[0] != "check" else None
        function = self.function(entry["check"]) if judges[0] == "check" else None
        if judges[0] == "check" and function is None:
            self._tell("no_check", field=entry["check"], place=self.place)
        return None if self.wrong else self._made(when, function)

    def _fits(self, key: str, value: Any) -> bool:
        if key in _LISTS:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        if key in _FLAGS:
            return isinstance(value, bool)
        if key in (*_TEXTS, "when", "rule"):
            texts = value.values() if isinstance(value, dict) and value else [value]
            return all(isinstance(one, str) and one.strip() for one in texts)
        if not isinstance(value, str):
            return False
        own = key not in FORMS or (FORMS[key].fullmatch(value) is not None and value == (value.upper() if key == "code" else value.lower()))
        return own and value in _CHOICES.get(key, (value,))

    def _condition(self, key: str) -> Condition | None:
        """What breaks the rule: `when` is that, `rule` says what must be; in several languages they must mean the same."""
        texts = self.entry[key] if isinstance(self.entry[key], dict) else {None: self.entry[key]}
        found: list[Condition] = []
        for language, text in texts.items():
            read = read_condition(text, language=language) if key == "when" else read_rule(text, language=language)
            if isinstance(read, Trouble):
                self.wrong += 1
                at = f"{self.place}: {self.code}: {key}, {read.span.start + 1}"
                self.errors.append(told(at, read.message, read.suggestion))
                continue
            condition = read.broken if not isinstance(read, Condition) else read
            wrong = impossible(condition, self.today)
            if wrong is not None:
                self.wrong += 1
                self.errors.append(told(f"{self.place}: {self.code}", wrong))
            found.append(condition)
        if any(condition != found[0] for condition in found):
            self.wrong += 1
            self.errors.append(told(f"{self.place}: {self.code}", messages("house.ambiguous")))
        return found[0] if found else None

    def _made(self, when: Condition | None, function: Any) -> Rule:
        entry = self.entry
        given: dict[str, Any] = {key: entry[key] for key in ("code", "name", "criterion", "severity", "scope", *_FLAGS) if key in entry}
        otherwise = {"advice": messages("house.file.advice", place=_plain(isolate(self.place)))}
        given |= {
            key: _spoken(entry.get(key) or otherwise.get(key, entry["message"]), plain=function is None and (key in entry or key not in otherwise))
            for key in _TEXTS
        }
        given |= {key: tuple(entry.get(key, ())) for key in _LISTS}
        return Rule(**given, since=str(entry.get("since", "")), when=when, function=function, origin=self.place)


_LISTS = ("bad", "good", "instead_of")
_FLAGS = ("unmet", "once", "preview")


def _spoken(texts: str | Mapping[str, str], *, plain: bool) -> dict[str, str]:
    """A text in every language; where one lacks, as in the first that there is. Only checks fill in what stands in braces: `plain` is for the others."""
    if isinstance(texts, str):
        texts = {languages()[0]: texts}
    first = texts.get(languages()[0], next(iter(texts.values())))
    return {language: _plain(text) if plain else text for language in languages() for text in [texts.get(language, first)]}


def _of_package(name: str, today: date, errors: list[Text]) -> list[Rule]:
    """The rules of an installed package: the TOML files beside the module that its entry point names, with the functions of that module as checks."""
    from importlib.metadata import entry_points
    from importlib.resources import files

    offered = {point.name: point for point in entry_points(group=GROUP)}
    if name not in offered:
        errors.append(messages("house.file.no_package", text=isolate(name), known=isolate(", ".join(sorted(offered)) or "—")))
        return []
    try:
        module = offered[name].load()
        folder = files(getattr(module, "__package__", "") or module.__name__)
        tomls = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
        sources = [(f"{name}/{each.name}", Source(each.read_text(encoding="utf-8"), f"{name}/{each.name}")) for each in tomls]
    except Exception as error:  # a package of somebody else may fail in any way, and is named
        errors.append(messages("house.file.package_fails", text=isolate(name), reason=isolate(f"{type(error).__name__}: {error}")))
        return []
    found: list[Rule] = []
    for place, source in sources:
        found += _of_toml(source, place, today, errors, lambda wanted: _guarded(getattr(module, wanted, None), name) if wanted.isidentifier() else None)
    return found


class CheckError(Exception):
    """A check of somebody else has failed while it judged; `message` names it, in each language."""

    def __init__(self, message: Text) -> None:
        super().__init__(message[languages()[0]])
        self.message = message


def _guarded(check: Any, package: str) -> Any:
    """A check whose errors name it and its package."""
    if not callable(check):
        return None

    @wraps(check)
    def judge(context: Any) -> Iterator[Any]:
        try:
            yield from check(context)
        except Exception as error:
            text, why = isolate(f"{package}: {check.__name__}"), isolate(f"{type(error).__name__}: {error}")
            raise CheckError(messages("house.file.check_fails", text=text, reason=why)) from error

    return judge
