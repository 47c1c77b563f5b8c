"""The words of each natural language, from `grammar/lexicon/<language>.toml`: phrases → what they can be.

A lexicon file has a section a terminal of `goal.lark`; in it, canonical value = phrases. `(a|b)` in a phrase stands for either. `[endings]` says how words of a
section inflect: `from>to` replaces the end of a word (`on`: the `first` of a phrase, the `last`, or `each`); a phrase written with `~` before its first word is
a stem that takes every one of the kind's `prefixes` and `suffixes` instead (~زيد → نزيد، تزيد، هنزيد). Order is preference: a phrase that stands in several
sections is taken in the first sense that fits its place. Everything is compared in its normal spelling. At its head a file says what the language is: its
script, which other languages' words are ordinary in it, what tells it from others, whether accents may be left out.

A file is read in two steps: `compiled` makes plain tables of it, which are kept ready (`aimline.prebuilt`), and `load` looks at those.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple
from zlib import crc32

from aimline import data, prebuilt
from aimline.language.grammar import Sense, group_of
from aimline.text.messages import in_order
from aimline.text.normalise import normalise, unaccented
from aimline.text.patterns import lazily

_ITEM, _FIELD = "\ue000", "\ue001"
"""What stands between the phrases of a shelf and between its parts: private letters, which no phrase has."""
SHELVES = "shelves"
"""The entry of a language's words that is read shelf by shelf."""
_SHELF = 60
"""Phrases on a shelf, about."""
_GROUP = lazily(r"\(([^()]*\|[^()]*)\)")

Plain = dict[str, Any]
"""Tables of dictionaries, lists, strings and numbers only."""


class Reading(NamedTuple):
    """A word of two readings that a document settles: where one of the cues stands in the prose, the words mean `metric` `instead_of` what they mean alone."""

    metric: str
    instead_of: str
    words: tuple[str, ...]
    cues: tuple[str, ...]


class Phrases(Mapping[str, tuple[Sense, ...]]):
    """Phrases, words joined by single spaces in normal spelling, with their senses, in the order of the file.

    They stand on shelves, all phrases that begin with a word on the same one, and a shelf is opened when it is first needed: a few sentences do not pay for a
    large lexicon. The beginnings of phrases stand there too. A phrase's entry is twice the number of its senses in `groups` (0: none, a mere beginning), plus
    one where a longer phrase begins with it: so a phrase is found word by word with one look-up each.
    """

    def __init__(self, shelves: Sequence[str], groups: list[list[list[Any]]]) -> None:
        self._shelves = shelves
        self._open: dict[int, dict[str, int]] = {}
        self._groups = groups
        self._found: dict[int, tuple[tuple[Sense, ...], int]] = {}

    def shelf(self, word: str) -> dict[str, int]:
        """The entries of all phrases that begin with a word, among others."""
        number = crc32(word.encode("utf-8", "surrogatepass")) % len(self._shelves)
        found = self._open.get(number)
        if found is None:
            phrases, entries, _ = self._shelves[number].split(_FIELD)
            found = self._open[number] = dict(zip(phrases.split(_ITEM), map(int, entries.split()), strict=True)) if entries else {}
        return found

    def found(self, entry: int) -> tuple[tuple[Sense, ...], int]:
        """The senses of an entry, and the group that words with them are of (`grammar.group_of`)."""
        found = self._found.get(entry)
        if found is None:
            senses = tuple(Sense(terminal, value) for terminal, value in self._groups[entry >> 1])
            found = self._found[entry] = (senses, group_of(senses))
        return found

    def __getitem__(self, phrase: str) -> tuple[Sense, ...]:
        entry = self.shelf(phrase.partition(" ")[0])[phrase]
        if entry < 2:
            raise KeyError(phrase)
        return self.found(entry)[0]

    def __iter__(self) -> Iterator[str]:
        everything: list[tuple[int, str]] = []
        for shelf in self._shelves:
            phrases, entries, order = (part.split(separator) for part, separator in zip(shelf.split(_FIELD), (_ITEM, None, None), strict=True))
            everything += [(int(place), phrase) for phrase, entry, place in zip(phrases, entries, order, strict=False) if int(entry) > 1]
        return (phrase for _, phrase in sorted(everything))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def of(self, *terminals: str) -> Iterator[tuple[str, Sense]]:
        """The phrases that can be words of some terminals, in order, each with its senses of these: a fraction of the time that all of them take."""
        groups = {str(2 * place + more) for place, group in enumerate(self._groups) if any(one[0] in terminals for one in group) for more in (0, 1)}
        some: list[tuple[int, str, int]] = []
        for shelf in self._shelves:
            phrases, entries, order = (part.split(separator) for part, separator in zip(shelf.split(_FIELD), (_ITEM, None, None), strict=True))
            some += [(int(place), phrase, int(entry)) for phrase, entry, place in zip(phrases, entries, order, strict=False) if entry in groups]
        return ((phrase, sense) for _, phrase, entry in sorted(some) for sense in self.found(entry)[0] if sense.terminal in terminals)


class Lexicon:
    """One language's words, and what the language is."""

    def __init__(self, language: str, head: Plain) -> None:
        self.language = language
        self.called: tuple[str, ...] = tuple(head["called"])
        """What people call the language, in normal spelling."""
        self.script: str = head["script"]
        """The script, as Unicode names its letters (LATIN, ARABIC)."""
        self.outweighs: float = head["outweighs"]
        """How many letters of other scripts one letter of this script weighs: names of foreign platforms do not make a sentence foreign."""
        self.mixes: tuple[str, ...] = tuple(head["mixes"])
        """The other languages whose words are ordinary in a sentence of this one."""
        self.telling_words = frozenset(head["telling_words"])
        """Words that tell the language from others of its script."""
        self.telling_letters = frozenset(head["telling_letters"])
        self.adjectives_follow: bool = head["adjectives_follow"]
        """Whether adjectives stand after their noun."""
        self.digits_apart: bool = head["digits_apart"]
        """Whether a space may stand between groups of three digits (10 000)."""
        self.points_group: bool = head["points_group"]
        """Whether points group digits (1.500 is fifteen hundred), as they do where the comma is the decimal sign."""
        self.day_first: bool = head["day_first"]
        """Whether a date in figures always begins with its day (5/3 is the fifth of March); where people disagree, nobody can be sure of it."""
        self.accents_optional: bool = head["accents_optional"]
        """Whether people leave out accents: words are compared without them."""
        self.numbers: Mapping[str, float] = head["numbers"]
        self.compounds: Mapping[str, list[tuple[tuple[str, ...], float]]] = _compounds(head["numbers"])
        """Numbers of several words (quatre-vingt, vingt et un) by their first word, the longest first: the words after it, and the number."""
        self.scales: Mapping[str, float] = head["scales"]
        self.fractions: Mapping[str, float] = head["fractions"]
        """Words that are a part of a scale: half a million, مليون ونصف."""
        self.teens: Mapping[str, float] = head["teens"]
        """Words that make a teen of the digit before them: خمسة عشر."""
        self.joins = frozenset(head["joins"])
        """Words that may stand between number words (and, و)."""
        self.particles: Mapping[str, tuple[str, ...]] = {written: tuple(parts) for written, parts in head["particles"].items()}
        """What is written together with the next word and is a word of its own (و، ب، ل), also several of them, → those words."""
        self.article: str = head["article"]
        """An article that is written together with its noun and changes nothing (ال)."""
        self.article_after: Mapping[str, str] = head["article_after"]
        """How the article is written after some particles (للـ: ل after ل)."""
        self.keep = frozenset(head["keep"])
        """Words that begin like an article or a particle but do not have one."""
        self.adjacent: Mapping[str, tuple[Sense, ...]] = {letter: tuple(Sense(*sense) for sense in senses) for letter, senses in head["adjacent"].items()}
        """What a letter means directly after a digit: k, m, x, h."""
        self.adjacent_scales: Mapping[str, float] = head["adjacent_scales"]
        self.label_goal: tuple[str, ...] = tuple(head["label_goal"])
        self.label_actions: tuple[str, ...] = tuple(head["label_actions"])
        self.label_alert: tuple[str, ...] = tuple(head["label_alert"])
        """What a line begins with that says when somebody is to be alerted (alert me)."""
        self.label_alert_when: tuple[str, ...] = tuple(head["label_alert_when"])
        """… and what goes on with it (when)."""
        self.label_ignore: tuple[str, ...] = tuple(head["label_ignore"])
        """What a comment begins with that silences rules for the next goal."""
        self.label_ignore_start: tuple[str, ...] = tuple(head["label_ignore_start"])
        """… from there on, up to a comment of `label_ignore_end`."""
        self.label_ignore_end: tuple[str, ...] = tuple(head["label_ignore_end"])
        self.label_ignore_file: tuple[str, ...] = tuple(head["label_ignore_file"])
        """… in the whole file."""
        self.settings: Mapping[str, str] = head["settings"]
        """Setting keys in normal spelling → canonical key."""
        self.yes: tuple[str, ...] = tuple(head["yes"])
        """How one says yes in a setting, in normal spelling."""
        self.no: tuple[str, ...] = tuple(head["no"])
        self.paces: Mapping[str, str] = head["paces"]
        """How a setting names the shape of the line from baseline to goal, in normal spelling → linear, learned, front-loaded, back-loaded."""
        self.days: Mapping[str, str] = head["days"]
        """How a setting names days of the week, weekends, working days and public holidays together, in normal spelling → weekends, weekdays, holidays, 1 for
        Mondays …
        """
        self.setting_names: Mapping[str, str] = head["setting_names"]
        """Canonical setting key → what the language calls it first."""
        self.months: Mapping[str, int] = head["months"]
        self.contexts = tuple(Reading(metric, instead_of, tuple(words), tuple(cues)) for metric, instead_of, words, cues in head["contexts"])

    @cached_property
    def _words(self) -> Plain:
        return _words(self.language)

    @cached_property
    def phrases(self) -> Phrases:
        """Every phrase with its senses, inflected forms included."""
        return Phrases(self._words["shelves"], self._words["groups"])

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """The first phrase of each (terminal, value): how the language itself calls it."""
        return {(terminal, value): phrase for terminal, section in _names(self.language).items() for value, phrase in section.items()}

    def bare(self, word: str) -> str:
        """A word without its article, and without accents where the language leaves them out."""
        return self.plain(bare(word, self.article, self.keep))

    def plain(self, word: str) -> str:
        """A word without accents where the language leaves them out."""
        return unaccented(word) if self.accents_optional else word

    def knows(self, word: str) -> bool:
        """Whether a word is a number, a scale, or begins a phrase."""
        plain = self.bare(word)
        return (
            plain in self.phrases.shelf(plain)
            or word in self.phrases.shelf(word)
            or any(plain in known or word in known for known in (self.numbers, self.fractions))
            or word in self.scales
        )


def split_words(phrase: str) -> list[str]:
    """The words of a phrase as the scanner of statements cuts them: hyphens and slashes inside words separate, apostrophes do not."""
    return phrase.replace("-", " ").replace("/", " / ").replace("&", " & ").split()


def bare(word: str, article: str, keep: frozenset[str]) -> str:
    """A word without its article."""
    if article and word.startswith(article) and len(word) > len(article) + 1 and word not in keep:
        return word[len(article) :]
    return word


def alternatives(phrase: str) -> list[str]:
    """The phrases that a phrase with groups stands for.

    >>> alternatives("(cost|price) per (click|tap)")
    ['cost per click', 'cost per tap', 'price per click', 'price per tap']
    """
    return [" ".join(choice.split()) for choice in _alternatives(phrase)]


def _alternatives(phrase: str) -> list[str]:
    match = _GROUP.search(phrase)
    if match is None:
        return [phrase]
    return [f"{phrase[: match.start()]}{choice}{rest}" for choice in match[1].split("|") for rest in _alternatives(phrase[match.end() :])]


def _inflected(words: list[str], ending: Mapping[str, Any]) -> Iterator[list[str]]:
    if words and words[0].startswith("~"):
        for prefix in ending.get("prefixes", [""]):
            for suffix in ending.get("suffixes", [""]):
                yield [prefix + words[0][1:] + suffix, *words[1:]]
        return
    yield words
    rules, on = ending.get("rules", []), ending.get("on", "last")
    if on == "each":
        for combination in list(product(*([word, *_changed(word, rules)] for word in words)))[1:]:
            yield list(combination)
        return
    place = 0 if on == "first" else len(words) - 1
    for changed in _changed(words[place], rules) if words else ():
        yield [*words[:place], changed, *words[place + 1 :]]


def _changed(word: str, rules: Sequence[str]) -> Iterator[str]:
    for rule in rules:
        before, _, replacement = rule.partition(">")
        if word.endswith(before) and len(word) > len(before):
            yield word[: len(word) - len(before)] + replacement


def _compounds(numbers: Mapping[str, float]) -> dict[str, list[tuple[tuple[str, ...], float]]]:
    """The numbers of several words by their first word, those of most words first."""
    found: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    for phrase, number in numbers.items():
        first, *rest = phrase.split()
        if rest:
            found.setdefault(first, []).append((tuple(rest), number))
    for compounds in found.values():
        compounds.sort(key=lambda compound: -len(compound[0]))
    return found


@lru_cache(maxsize=2)
def content_of(language: str) -> Plain:
    """A lexicon's file as it stands."""
    import tomllib

    return tomllib.loads(data.path("grammar", "lexicon", f"{language}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def compiled(language: str) -> tuple[Plain, Plain, Plain]:
    """One language's file as plain tables: the head (what the language is, its numbers, labels and settings), the words, and what they are called.

    Raises:
        ValueError: the file names a kind of ending that it does not describe, or lacks its script.
    """
    content = content_of(language)
    if "script" not in content:
        raise ValueError(f'{language}.toml: which script? e.g. script = "LATIN"')
    numbers, adjacent, tells = content.get("numbers", {}), content.get("adjacent", {}), content.get("tells", {})
    article = normalise(content.get("article", ""))[0]
    spelled = [word for section in ("words", "scales") for words in numbers.get(section, {}).values() for word in words]
    keep = frozenset(normalise(word)[0] for word in [*content.get("keep", []), *spelled])
    accents_optional = content.get("accents", "kept") == "optional"

    def plain(word: str) -> str:
        return unaccented(bare(word, article, keep)) if accents_optional else bare(word, article, keep)

    def canonical(phrase: str) -> list[str]:
        return [plain(word) for word in split_words(normalise(phrase)[0])]

    def normal(phrases: list[str]) -> list[str]:
        """With the accents, and where people leave them out without."""
        found = [normalise(phrase)[0] for phrase in phrases]
        return [*found, *(word for phrase in found if accents_optional and (word := unaccented(phrase)) not in found)]

    def amounts(section: str) -> dict[str, float]:
        found = numbers.get(section, {})
        if not all(isinstance(words, list) for words in found.values()):
            raise ValueError(f"{language}.toml: [numbers.{section}]: lists of words are expected (a key with a point stands in quotes)")
        return {" ".join(canonical(word)): float(value) for value, words in found.items() for word in words}

    head = {
        "called": normal(content.get("called", [])),
        "script": content["script"].upper(),
        "outweighs": content.get("outweighs", 1),
        "mixes": content.get("mixes", []),
        "telling_words": normal(tells.get("words", [])),
        "telling_letters": list(tells.get("letters", "")),
        "adjectives_follow": content.get("adjectives", "before") == "after",
        "digits_apart": numbers.get("digits_apart", False),
        "points_group": numbers.get("points_group", False),
        "day_first": content.get("dates", "undecided") == "day first",
        "accents_optional": accents_optional,
        "numbers": amounts("words"),
        "scales": amounts("scales"),
        "fractions": amounts("fractions"),
        "teens": amounts("teens"),
        "joins": normal(numbers.get("joins", [])),
        "particles": _particles(normal(content.get("particles", []))),
        "article": article,
        "article_after": {normalise(after)[0]: normalise(form)[0] for after, form in content.get("article_after", {}).items()},
        "keep": sorted(keep),
        "adjacent": adjacent.get("senses", {}),
        "adjacent_scales": {letter: float(value) for letter, value in adjacent.get("scales", {}).items()},
        "label_goal": normal(content.get("labels", {}).get("goal", [])),
        "label_actions": normal(content.get("labels", {}).get("actions", [])),
        **{
            f"label_{name}": [" ".join(split_words(choice)) for phrase in normal(content.get("labels", {}).get(name, [])) for choice in alternatives(phrase)]
            for name in ("alert", "alert_when")
        },
        **{
            f"label_{name}": [" ".join(split_words(written)) for written in normal(content.get("labels", {}).get(name, []))]
            for name in ("ignore", "ignore_start", "ignore_end", "ignore_file")
        },
        "settings": {" ".join(split_words(written)): key for key, forms in content.get("settings", {}).items() for written in normal(forms)},
        "yes": normal(content.get("answers", {}).get("yes", [])),
        "no": normal(content.get("answers", {}).get("no", [])),
        **{
            section: {" ".join(split_words(written)): name for name, forms in content.get(section, {}).items() for written in normal(forms)}
            for section in ("paces", "days")
        },
        "setting_names": {key: forms[0] for key, forms in content.get("settings", {}).items()},
        "months": {
            " ".join(bare(word, article, keep) for word in split_words(phrase)): int(value)
            for value, written in content.get("MONTH", {}).items()
            if value != "endings"
            for phrase in normal(written)
        },
        "contexts": [
            [entry["metric"], entry["instead_of"], [" ".join(canonical(word)) for word in entry["words"]], normal(entry["cues"])]
            for entry in content.get("context", [])
        ],
    }
    names: dict[str, dict[str, str]] = {}
    phrases: dict[str, list[list[Any]]] = {}
    for terminal, value, phrase, words in _entries(language, content, canonical):
        names.setdefault(terminal, {}).setdefault(value, phrase)
        senses = phrases.setdefault(" ".join(words), [])
        if [terminal, value] not in senses:
            senses.append([terminal, value])
    return head, entered(phrases), names


def _entries(language: str, content: Plain, canonical: Any) -> Iterator[tuple[str, str, str, list[str]]]:
    """Terminal, value, phrase as written and its words in one of its inflected forms, for all that stands in the sections of a file."""
    endings, article = content.get("endings", {}), content.get("article", "")
    for terminal, section in content.items():
        if not terminal.isupper():
            continue
        kind = section.get("endings")
        if kind is not None and kind not in endings:
            raise ValueError(f"{language}.toml: [{terminal}] has endings {kind!r}, but [endings] does not describe them")
        ending = endings[kind] if kind else {}
        for value, written in section.items():
            if value == "endings":
                continue
            if not isinstance(written, list):
                raise ValueError(f"{language}.toml: [{terminal}] {value}: a list of phrases is expected (a key with a point stands in quotes)")
            for phrase in (choice for group in written for choice in alternatives(group)):
                if "dual" in ending and f"{terminal}_DUAL" in TWOFOLD:
                    for words in _dual(canonical(phrase), ending["dual"]):
                        yield f"{terminal}_DUAL", value, phrase, words
                for words in _inflected(canonical(phrase), ending if not _definite(phrase, article) else {}):
                    yield terminal, value, phrase, words
                for words in _agreeing(phrase.split(), ending.get("agreeing"), article):
                    yield terminal, value, phrase, canonical(" ".join(words))


TWOFOLD = frozenset(["METRIC_DUAL"])
"""Terminals of nouns that carry the number two themselves."""


def _dual(words: list[str], ending: Mapping[str, Any]) -> Iterator[list[str]]:
    """A noun in the dual, or a noun with its adjective where both end alike: رسالة تسويقية → رسالتان تسويقيتان."""
    for rule in ending["rules"]:
        before = rule.partition(">")[0]
        if len(words) > (2 if before else 1) or (not before and words[0].endswith(tuple(ending["not_after"]))):
            continue
        changed = [found for word in words if (found := next(_changed(word, [rule]), None)) is not None]
        if len(changed) == len(words):
            yield changed


def _agreeing(words: list[str], ending: Mapping[str, Any] | None, article: str) -> Iterator[list[str]]:
    """A phrase of two words whose first word, or both, take an ending of their case: مشترك مدفوع → مشتركا مدفوعا."""
    if ending is None or len(words) != 2 or words[0].endswith(tuple(ending["not_after"])) or words[0].startswith((article, "~")):
        return
    yield [words[0] + ending["ending"], words[1]]
    if not words[1].endswith(tuple(ending["not_after"])) and not words[1].startswith(article):
        yield [word + ending["ending"] for word in words]


def _definite(phrase: str, article: str) -> bool:
    """Whether a phrase of several words takes no ending where nouns have an article: it ends in one with its article (معدل التفاعل), or is long."""
    return bool(article) and " " in phrase and (phrase.count(" ") > 1 or phrase.rpartition(" ")[2].startswith(article))


def entered(phrases: Mapping[str, list[list[Any]]]) -> Plain:
    """The shelves and groups of `Phrases`."""
    groups: list[list[list[Any]]] = [[]]
    numbers: dict[str, int] = {}
    entries: dict[str, int] = {}
    for phrase, senses in phrases.items():
        key = repr(senses)
        if key not in numbers:
            numbers[key] = len(groups)
            groups.append(senses)
        entries[phrase] = 2 * numbers[key] | entries.get(phrase, 0)
        beginning = phrase
        while " " in beginning:
            beginning = beginning.rpartition(" ")[0]
            entries[beginning] = entries.get(beginning, 0) | 1
    order = {phrase: place for place, phrase in enumerate(phrases)}
    shelves: list[list[str]] = [[] for _ in range(1 + len(entries) // _SHELF)]
    for phrase in entries:
        shelves[crc32(phrase.partition(" ")[0].encode()) % len(shelves)].append(phrase)
    written = [
        _FIELD.join([_ITEM.join(shelf), " ".join(str(entries[phrase]) for phrase in shelf), " ".join(str(order.get(phrase, -1)) for phrase in shelf)])
        for shelf in shelves
    ]
    return {"shelves": written, "groups": groups}


def _particles(written: list[str]) -> dict[str, list[str]]:
    """Each particle with the particles that it consists of (وب: و and ب), in the order of the file."""

    def parts(particle: str) -> list[str]:
        for cut in range(1, len(particle)):
            if particle[:cut] in written and (rest := parts(particle[cut:])) and "".join(rest) == particle[cut:] and all(part in written for part in rest):
                return [particle[:cut], *rest]
        return [particle]

    return {particle: parts(particle) for particle in written}


def heads_compiled() -> Plain:
    """What every language says about itself, in their order of preference."""
    return {language: compiled(language)[0] for language in in_order(file.stem for file in data.path("grammar", "lexicon").glob("*.toml"))}


def words_compiled(language: str) -> Plain:
    """One language's words."""
    return compiled(language)[1]


def names_compiled(language: str) -> Plain:
    """The first phrase of each value, by terminal and value."""
    return compiled(language)[2]


@cache
def _heads() -> Plain:
    found: Plain = prebuilt.table("heads", heads_compiled)
    return found


def _words(language: str) -> Plain:
    found: Plain = prebuilt.table(f"words-{language}", lambda: words_compiled(language), SHELVES)
    return found


def _names(language: str) -> Plain:
    found: Plain = prebuilt.table(f"names-{language}", lambda: names_compiled(language))
    return found


@cache
def load(language: str) -> Lexicon:
    """One language's lexicon.

    Raises:
        ValueError: its file names a kind of ending that it does not describe, or lacks its script.
    """
    return Lexicon(language, _heads()[language])


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a lexicon, in order of preference."""
    return tuple(_heads())
