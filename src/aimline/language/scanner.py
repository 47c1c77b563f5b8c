"""Files of goals and documents with goals in them, read line by line: `grammar/file.lark` says what belongs to what, this module what kind of line a line
is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from aimline.catalogue import Catalogue
from aimline.language.alerts import is_alert
from aimline.language.lexicon import languages, load, split_words
from aimline.language.outline import Block, Line, outline
from aimline.language.parser import TOGETHER, Heard, hear, parse_statement
from aimline.language.statement import NONE, Action, Alert, File, Reading, Setting, Statement
from aimline.language.suggest import written_keys
from aimline.language.suppressions import comment, silence
from aimline.language.which import language_named, language_of
from aimline.text.diagnostic import Note
from aimline.text.normalise import normalise
from aimline.text.patterns import lazily
from aimline.text.position import Source, Span

_BULLET = lazily(r"\s*(?:(?:[-•*–▪●◦]|\d{1,2}[.)-])\s+|[-•–▪●◦](?=[^\W\d_]))")
"""What an item of a list begins with: a dash, a dot, or its number (in digits of any script). A dash before a letter needs no space; `-5%` is a number."""
_KEYED = lazily(r"([^:：]{1,40}?)\s*[:：]\s*(.*)")
_DATED = lazily(r"\d{1,4}(?:\s?[-/.]\s?\d{1,4}){1,2}")
_BEGIN_A_GOAL = frozenset(["GOAL", "HEADING"])
_BEGIN_A_BLOCK = frozenset(["GOAL_LABEL", "GOAL_LINE"])
ALERT = "alert"
"""The setting that says when to alert somebody; it may stand several times."""
_MARKUP = lazily(r"[\s>#*_]*")


@cache
def setting_keys() -> dict[str, str]:
    """Every spelling of every setting key in every language, in normal spelling → canonical key."""
    return {spelling: key for language in languages() for spelling, key in load(language).settings.items()}


@cache
def labels() -> dict[str, str]:
    """The labels of blocks in documents, in normal spelling → `goal` or `actions`."""
    found = {}
    for language in languages():
        found.update(dict.fromkeys(load(language).label_goal, "goal"))
        found.update(dict.fromkeys(load(language).label_actions, "actions"))
    return found


def keyed_line(text: str) -> tuple[str | None, str, str] | None:
    """A `key: value` line without its indentation: the canonical key (None for one that nobody knows), the key as written, the value."""
    keyed = _KEYED.fullmatch(text)
    return (setting_keys().get(_spelling(keyed[1])), keyed[1], keyed[2]) if keyed else None


def is_dated(key: str) -> bool:
    """Whether what stands before a colon is meant as a day: numbers between dashes, dots or slashes, or a number beside the name of a month."""
    spelling = normalise(key)[0].strip()
    if _DATED.fullmatch(spelling):
        return True
    if not any(map(str.isdecimal, spelling)):
        return False
    words = re.findall(r"[^\W\d_]+", spelling)
    for lexicon in map(load, languages()):
        # names of months may have two words, the second with the article (كانون الأول)
        pairs = (f"{first} {lexicon.bare(second)}" for first, second in pairwise(words))
        if any(name in lexicon.months for name in (*words, *pairs)):
            return True
    return False


def unbulleted(line: str) -> str:
    """The text of an action's line."""
    return _BULLET.sub("", line, count=1).strip()


def _spelling(key: str) -> str:
    return " ".join(split_words(normalise(key)[0]))


@cache
def nearest_key(key: str) -> str | None:
    """The setting key that a word is one typo away from, as its language writes it; None when there is none, when the word is too short to tell or a word of
    the goal language (a page is no pace).
    """
    from rapidfuzz.distance import OSA

    spelling = _spelling(key)
    if len(spelling) < 4 or any(spelling in load(language).phrases for language in languages()):
        return None
    near = (known for known in setting_keys() if abs(len(known) - len(spelling)) <= 1 and OSA.distance(known, spelling, score_cutoff=1) <= 1)
    found = next(near, None)
    return None if found is None else written_keys().get(found, found)


def _lines(text: str, kind_of: Callable[[str], str | None]) -> Iterator[Line]:
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        kind = kind_of(line)
        if kind is not None:
            yield Line(kind, line, offset, number)
        offset += len(line) + 1


def line_kind(line: str) -> str:
    """What a line of a .goals file is: BLANK, COMMENT, HEADING, GOAL, SETTING, or, indented, ACTION, DETAIL (a setting) or MORE (nothing that is known)."""
    stripped = line.strip()
    if not stripped:
        return "BLANK"
    if stripped.startswith("//"):
        return "COMMENT"
    if stripped[0] == "#" and re.match(r"#+(\s|$)", stripped):
        return "HEADING"
    keyed = _KEYED.fullmatch(stripped) if ":" in stripped or "：" in stripped else None
    if line[0] in " \t\u00a0\u3000":
        if _BULLET.match(line):
            return "ACTION"
        return "DETAIL" if keyed or is_alert(stripped, alone=False) else "MORE"
    if keyed and (_spelling(keyed[1]) in setting_keys() or nearest_key(keyed[1]) is not None):
        return "SETTING"
    return "SETTING" if is_alert(stripped, alone=True) else "GOAL"


def _document_line(line: str) -> str | None:
    stripped = line.strip()
    if not stripped:
        return None
    if stripped.startswith(("//", "<!--")) and comment(Line("COMMENT", line, 0, 0)) is not None:
        return "COMMENT"
    keyed = _KEYED.fullmatch(stripped)
    label = _label(keyed[1]) if keyed else _label(stripped) if _is_title(stripped) else None
    if label == "goal":
        return "GOAL_LINE" if keyed and keyed[2].strip("*_ ") else "GOAL_LABEL"
    if label == "actions":
        return "ACTIONS"
    return "ITEM" if _BULLET.match(line) else "TEXT"


def _is_title(line: str) -> bool:
    """Whether a line without a colon is set as a title: a Markdown heading, or all of it bold."""
    return re.match(r"#{1,6}\s", line) is not None or re.fullmatch(r"(\*\*|__).+\1", line) is not None


def _label(title: str) -> str | None:
    """What block a title opens: `goal` or `actions`, numbers aside (Goal 2, الهدف الثاني); None for any other title."""
    words = re.sub(r"[\s#]*\d+[.)]?$", "", _spelling(_MARKUP.sub("", title, count=1).rstrip("*_ "))).split()
    known = labels()
    if " ".join(words) in known:
        return known[" ".join(words)]
    return known.get(" ".join(words[:-1])) if len(words) > 1 and _is_ordinal(words[-1]) else None


@cache
def _is_ordinal(word: str) -> bool:
    """Whether a word tells the place in a row (second, الثاني)."""
    lexicons = [load(language) for language in languages()]
    return any(sense.terminal == "DAY_ORDINAL" for lexicon in lexicons for sense in lexicon.phrases.get(lexicon.bare(word), ()))


def parse_goals_file(source: Source, catalogue: Catalogue | None = None) -> File:
    """Read a `.goals` file."""
    text = source.text
    lines = list(_lines(text, line_kind))
    tree = outline("file", lines)
    file = File(source.name, "", [], text=text)
    shared: dict[str, Setting] = {}
    of_heading: dict[str, Setting] = {}
    merged: dict[str, Setting] | None = None
    heading: str | None = None
    alerts: list[Alert] = []
    alerts_of_heading: list[Alert] = []
    for part in tree.children:
        if isinstance(part, Line) and part.kind == "SETTING":
            _set(part, shared, file.notes, alerts)
    ahead: dict[int, Heard | None] = {}
    for index, part in enumerate(tree.children):
        if index % TOGETHER == 0 and "language" not in shared:
            ahead = _heard(tree.children[index : index + TOGETHER])
        if isinstance(part, Line):
            continue
        if part.kind == "stray":
            _stray(part, file)
        elif part.kind == "heading":
            head = part.children[0]
            assert isinstance(head, Line)
            heading = head.text.strip().lstrip("#").strip()
            of_heading, merged, alerts_of_heading = {}, None, []
            for child in part.children[1:]:
                if isinstance(child, Block):
                    _stray(child, file)
                elif child.kind == "SETTING":
                    _set(child, of_heading if file.statements else shared, file.notes, alerts_of_heading if file.statements else alerts)
            file.alerts += alerts_of_heading
        else:
            # goals without settings of their own share one dictionary
            merged = {**shared, **of_heading} if merged is None else merged
            file.statements.append(_goal(part, source, merged, heading, file, catalogue, ahead))
            if alerts or alerts_of_heading:
                file.statements[-1].alerts = [*alerts, *alerts_of_heading, *file.statements[-1].alerts]
    file.settings = shared
    file.alerts = [*alerts, *file.alerts]
    silence(lines, file, len(text), _BEGIN_A_GOAL)
    if file.statements:
        votes = [statement.language for statement in file.statements]
        file.language = max(sorted(set(votes)), key=votes.count)
    else:
        file.language = language_of(text)
    return file


def _heard(parts: Sequence[Block | Line]) -> dict[int, Heard | None]:
    """The slots of the goals in some parts of a file, by the place of their line; they are in the language that they seem to be in."""
    firsts = [part.children[0] for part in parts if isinstance(part, Block) and part.kind not in ("stray", "heading")]
    return {line.start: hear(_content(line, bullet=True)[0]) for line in firsts if isinstance(line, Line)}


def _goal(
    tree: Block,
    source: Source,
    settings: dict[str, Setting],
    heading: str | None,
    file: File,
    catalogue: Catalogue | None,
    ahead: Mapping[int, Heard | None],
) -> Statement:
    tokens = [token for token in tree.children if isinstance(token, Line)]
    first, *under = tokens
    own: dict[str, Setting] = {}
    readings: list[Reading] = []
    alerts: list[Alert] = []
    for token in under:
        if token.kind == "DETAIL":
            reading = _reading(token)
            if reading is not None:
                readings.append(reading)
            else:
                _set(token, own, file.notes, alerts)
        elif token.kind == "SETTING":
            span = _span(token)
            file.notes.append(Note("misplaced-setting", span, {"text": source.text[span.start : span.end]}))
        elif token.kind == "MORE":
            span = _span(token)
            file.notes.append(Note("stray-line", span, {"text": source.text[span.start : span.end]}))
    settings = {**settings, **own} if own else settings
    language = language_named(settings["language"].value) if "language" in settings else None
    text, start = _content(first, bullet=True)
    heard = ahead.get(first.start) if language is None else None
    statement = parse_statement(text, offset=start, line=first.number, catalogue=catalogue, language=language, heard=heard)
    if under:
        statement.actions = [_action(token, catalogue, language) for token in under if token.kind == "ACTION"]
    statement.settings, statement.own_settings, statement.heading = settings, frozenset(own) if own else NONE, heading
    if readings:
        statement.readings = readings
    if alerts:
        statement.alerts, statement.own_alerts = alerts, len(alerts)
    return statement


def _reading(token: Line) -> Reading | None:
    """A dated reading; None for a setting."""
    text, start = _content(token)
    keyed = _KEYED.fullmatch(text)
    if keyed is None or _spelling(keyed[1]) in setting_keys() or not is_dated(keyed[1]):
        return None
    key_span, value_span = (Span(start + keyed.start(group), start + keyed.end(group)) for group in (1, 2))
    return Reading(keyed[1], keyed[2], key_span, value_span, token.number)


def _content(token: Line, *, bullet: bool = False) -> tuple[str, int]:
    """The text of a line without its indentation and bullet, and where it begins."""
    line = token.text
    if line and line[0].isalpha():
        return line.rstrip(), token.start
    start = len(line) - len(line.lstrip())
    if bullet and (match := _BULLET.match(line)):
        start = match.end()
    return line[start:].rstrip(), token.start + start


def _span(token: Line) -> Span:
    text, start = _content(token)
    return Span(start, start + len(text))


def _action(token: Line, catalogue: Catalogue | None, language: str | None = None) -> Action:
    text, start = _content(token, bullet=True)
    statement = parse_statement(text, offset=start, line=token.number, catalogue=catalogue, language=language, spelling=False)
    return Action(text, Span(start, start + len(text)), statement)


def _stray(tree: Block, file: File) -> None:
    token = tree.children[0]
    assert isinstance(token, Line)
    name = "orphan-action" if token.kind == "ACTION" else "orphan-setting" if token.kind == "DETAIL" else "stray-line"
    file.notes.append(Note(name, _span(token), {"text": _content(token)[0]}))


def _set(token: Line, settings: dict[str, Setting], notes: list[Note], alerts: list[Alert]) -> None:
    """Take a `key: value` line into the settings, or an alert into the alerts, of which there may be several; a key that nobody knows, or that stands twice,
    is noted.
    """
    text, start = _content(token)
    keyed = _KEYED.fullmatch(text)
    if keyed is None or (_spelling(keyed[1]) not in setting_keys() and is_alert(text, alone=False)):
        alerts.append(Alert(text, Span(start, start + len(text)), token.number))
        return
    key_span, value_span = (Span(start + keyed.start(group), start + keyed.end(group)) for group in (1, 2))
    key = setting_keys().get(_spelling(keyed[1]))
    if key is None:
        near = nearest_key(keyed[1])
        params = {"key": keyed[1], "suggestion": near or ""}
        notes.append(Note("unknown-setting", key_span, params, near))
        return
    if key == ALERT:
        alerts.append(Alert(keyed[2], value_span if keyed[2] else key_span, token.number))
        return
    if key in settings:
        notes.append(Note("repeated-setting", key_span, {"key": keyed[1]}))
    settings[key] = Setting(key, keyed[2], key_span, value_span)


def parse_document(source: Source, catalogue: Catalogue | None = None) -> File:
    """Read the labelled blocks of a document (`Goal:` …, `Actions:` …); everything else in it is prose and left alone."""
    lines = list(_lines(source.text, _document_line))
    tree = outline("document", [line for line in lines if line.kind != "COMMENT"])
    file = File(source.name, language_of(source.text), [], text=source.text, document=True)
    readings = contexts(source.text)
    for block in tree.children:
        if not isinstance(block, Block):
            continue
        tokens = [token for token in block.children if isinstance(token, Line)]
        head = tokens[0]
        if head.kind == "GOAL_LABEL" and (len(tokens) == 1 or tokens[1].kind == "ACTIONS"):
            file.notes.append(Note("empty-goal", _span(head), {"text": _content(head)[0]}))
            continue
        goal = head if head.kind == "GOAL_LINE" else tokens[1]
        text, start = _content(goal, bullet=True)
        if goal is head:
            cut = re.match(r"[^:：]*[:：][\s*_]*", text)
            assert cut is not None
            text, start = text[cut.end() :], start + cut.end()
        statement = parse_statement(text, offset=start, line=goal.number, catalogue=catalogue, readings=readings)
        for token in tokens[tokens.index(goal) + 1 :]:
            if token.kind == "TEXT":
                break
            if token.kind == "ITEM":
                statement.actions.append(_action(token, catalogue))
        file.statements.append(statement)
    silence(lines, file, len(source.text), _BEGIN_A_BLOCK)
    return file


def contexts(text: str) -> dict[tuple[str, str], str]:
    """How a document uses words that have two readings: (metric as read alone, the word) → metric as the document means it."""
    normal = normalise(text)[0]
    found: dict[tuple[str, str], str] = {}
    for language in languages():
        for reading in load(language).contexts:
            if any(cue in normal for cue in reading.cues):
                found.update({(reading.instead_of, word): reading.metric for word in reading.words})
    return found
