"""`lint --statistics`: how often each rule speaks, and how many of its findings can be fixed."""

from collections import Counter
from collections.abc import Iterable, Iterator

from aimline.lint.report import FileReport
from aimline.render.diagnostics import json_line
from aimline.render.formats import Render
from aimline.render.run import Run, most_spoken
from aimline.render.style import styled
from aimline.render.text import COLOURS, Counts
from aimline.text.diagnostic import Severity
from aimline.text.messages import message

_Key = tuple[str, str, Severity]


class _Tally:
    """Findings counted by rule and severity: all, those with a safe fix, those with an unsafe one."""

    def __init__(self, reports: Iterable[FileReport]) -> None:
        self.counts = Counts()
        self.all: Counter[_Key] = Counter()
        self.safe: Counter[_Key] = Counter()
        self.unsafe: Counter[_Key] = Counter()
        for report in reports:
            self.counts.add(report)
            for item in report.found:
                key = (item.code, item.name, item.severity)
                self.all[key] += 1
                if (fix := item.fix) is not None:
                    (self.safe if fix.safe else self.unsafe)[key] += 1

    def rows(self) -> list[tuple[_Key, int]]:
        """The rules, the most frequent first."""
        return sorted(self.all.items(), key=lambda row: (-row[1], row[0]))


def renderer(name: str) -> Render:
    """What writes the counts in a format: JSON for `json` and `jsonl`, text for the others."""
    return _json if name in ("json", "jsonl") else _text


def _text(reports: Iterable[FileReport], run: Run) -> Iterator[str]:
    """A rule a line, the most frequent first, and the counts of all."""
    tally = _Tally(reports)
    language = run.language or run.locale or most_spoken(tally.counts.spoken)
    rows = tally.rows()
    wide = max((len(str(count)) for _, count in rows), default=1)
    names = max((len(name) for (_, name, _), _ in rows), default=1)
    for key, count in rows:
        code, name, severity = key
        said = styled(message(f"lint.{severity}", language), COLOURS[severity], bold=True)
        fixes = [message(f"lint.fixable.{kind}", language, n=n) for kind, n in (("safe", tally.safe[key]), ("unsafe", tally.unsafe[key])) if n]
        yield f"{count:>{wide}}  {code}  {name:{names}}  {said}" + (f"  ({message('lint.comma', language).join(fixes)})" if fixes else "")
    if tally.counts.files:
        yield tally.counts.summary(run)


def _json(reports: Iterable[FileReport], run: Run) -> Iterator[str]:
    """An array of rules, the most frequent first."""
    tally = _Tally(reports)
    lines = [
        json_line({"code": key[0], "name": key[1], "severity": key[2], "count": count, "fixable": {"safe": tally.safe[key], "unsafe": tally.unsafe[key]}})
        for key, count in tally.rows()
    ]
    yield "[" + ",\n ".join(lines) + "]"
