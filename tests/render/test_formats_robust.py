"""Whatever a file holds and is called, every format is what it says it is."""

import json
import re
import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st
from lint_reports import GOALS, printed, report

from aimline.render.run import Run
from often import often

PIECES = [
    "\n",
    "  - ",
    "owner: ",
    "# ",
    "//",
    "%",
    "]](x)",
    "{0}",
    "::error::",
    "\r\n",
    "\r",
    "]]>",
    "<&",
    "\ud800",
    "\udcff",
    "\ufffe",
    "\x00",
    "\x1b[2J",
    "\u2028",
    "🙂",
]
PIECES += ["Gain followers soon\n", "متابع ", "\u202e", "e\u0301", "Goal: ", "100 Instgram", "\t", "," * 3]


@st.composite
def texts(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from([GOALS, "", "Goal:\nGain 100 followers\non Instagram soon\n\nActions:\n- post\n"]))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(PIECES) | st.text(max_size=6)) + text[place + draw(st.integers(0, 5)) :]
    return text


@settings(max_examples=often(20))
@given(texts(), st.text(min_size=1, max_size=8).filter(lambda name: "\x00" not in name), st.sampled_from([".goals", ".md"]), st.sampled_from([None, "ar"]))
def test_formats_hold_whatever_is_put_into_them(text: str, name: str, suffix: str, language: str | None) -> None:
    one = report(text, name + suffix, hints=True)
    run = Run(language)
    found = len(one.found)
    assert len(json.loads(printed("json", one, run=run))) == found
    assert len(json.loads(printed("gitlab", one, run=run))) == found
    assert len(json.loads(printed("rdjson", one, run=run))["diagnostics"]) == found
    results = json.loads(printed("sarif", one, run=run))["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == [item.code for item in one.found]
    suites = ET.fromstring(printed("junit", one, run=run).encode("utf-8"))
    assert sum(len((part.text or "").splitlines()) for part in suites.iter() if part.tag in ("failure", "system-out")) >= found
    commands = printed("github", one, run=run).encode("utf-8", "replace").decode().split("\n")
    assert sum(line.startswith("::") for line in commands) == found
    assert all(re.fullmatch(r"::(error|warning|notice) [^:]*::.+", line) for line in commands[:-1])
    lines = printed("text", one, run=run).split("\n")
    assert not any(line.lstrip().startswith("::") for line in lines)
