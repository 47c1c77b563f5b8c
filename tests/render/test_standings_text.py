"""The table of standings: columns in line at any width and in either direction, figures whole, flags out of the way."""

import re

import pytest
from standings_made import ARABIC, FULL, nothing, printed, standing

from aimline.pacing.status import ORDER
from aimline.render.cells import width
from aimline.render.standings.text import figure, percent
from aimline.text.messages import FSI, PDI, languages, message

ARABIC_WHY = {
    **dict.fromkeys(languages(), "Gained 47 of 100."),
    "ar": f"تحقق {FSI}47{PDI} من {FSI}100{PDI} حتى {FSI}2026-12-04{PDI}. المتوقع حتى الآن {FSI}1,280{PDI}، والتقدم {FSI}0.7{PDI} يوم. "
    f"بقي {FSI}6{PDI} أيام يلزم فيها {FSI}8.83{PDI} يوميًا، والمعدل حتى الآن {FSI}11.75{PDI}.",
}
MIXED = [
    standing(text=ARABIC, why=ARABIC_WHY, file="goals/a.ar.goals", flags=("safe",), probability=0.93),
    standing(
        text="الوصول إلى 2,000 متابع على تيك توك قبل نهاية الموسم",
        why=ARABIC_WHY,
        file="goals/a.ar.goals",
        status="behind",
        flags=("critical", "impossible"),
        probability=0.12,
    ),
    nothing(text="كسب 40 طلبًا عبر واتساب", why=ARABIC_WHY, file="goals/a.ar.goals"),
    FULL,
    standing(status="over_pace", unit="currency:EGP", text="Spend no more than EGP 100,000 on ads in December", expected=-81234.5, probability=None),
]
SPOKEN = ["ar", "ar", "ar", "en", "en"]
COLOUR = re.compile("\x1b\\[[\\d;]*m")


def plain(text: str) -> list[str]:
    return COLOUR.sub("", text).split("\n")


@pytest.mark.parametrize("columns", [80, 100, 120, 160])
@pytest.mark.parametrize("language", [None, *languages()])
def test_lines_fit_and_columns_are_in_line(columns: int, language: str | None) -> None:
    lines = plain(printed("text", *MIXED, columns=columns, language=language, languages_of=SPOKEN))
    assert max(map(width, lines)) <= columns
    assert all(line == line.rstrip() for line in lines)
    for probability, shown in ((0.93, "93%"), (0.12, "12%"), (0.03, "3%")):
        (line,) = [line for line in lines if line.endswith(f" {shown}")]
        own = language or ("en" if probability == 0.03 else "ar")
        heads = [head for head in lines if head.endswith(message("standing.table.probability", own))]
        assert width(line) in {width(head) for head in heads}


@pytest.mark.parametrize("columns", [80, 120])
def test_isolates_are_closed_on_their_line(columns: int) -> None:
    lines = plain(printed("text", *MIXED, columns=columns, languages_of=SPOKEN))
    assert any(FSI in line for line in lines)
    assert all(line.count(FSI) == line.count(PDI) for line in lines)


def test_flags_stand_below_the_status_and_take_no_room_from_the_goal() -> None:
    flagged, bare = (plain(printed("text", FULL.model_copy(update={"flags": flags}))) for flags in (("critical", "impossible"), ()))
    assert [line.split("  ")[0] for line in flagged[2:5]] == ["behind", "critical", "impossible"]
    assert "3%" in flagged[2]
    assert flagged[3].endswith(bare[3].strip())
    # one that is longer than the reason has a line to itself
    assert flagged[4] == "impossible"
    dim = printed("text", FULL).split("\n")[3]
    assert dim.startswith("\x1b[2mcritical")


@pytest.mark.parametrize("status", ORDER)
def test_every_status_has_its_colour_and_nothing_else_is_coloured(status: str) -> None:
    line = printed("text", standing(status=status)).split("\n")[2]
    styled = re.findall("\x1b\\[([1-9][\\d;]*)m([^\x1b]*)", line)
    assert len(styled) == 1
    assert styled[0][1].strip() == message(f"standing.status.{status}", "en")


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(None, "–"), (0.0, "0%"), (0.01, "1%"), (0.004, "1%"), (0.125, "12%"), (0.69, "69%"), (0.99, "99%"), (0.996, "99%"), (1.0, "100%")],
)
def test_only_what_is_certain_is_shown_as_certain(probability: float | None, shown: str) -> None:
    assert percent(probability) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "count", "–"),
        (0.0, None, "0"),
        (0.01234, "percent", "0.0123%"),
        (12.345, "currency:EGP", "12.35 EGP"),
        (1349.4, "count", "1,349"),
        (-0.5, None, "-0.5"),
    ],
)
def test_figures(value: float | None, unit: str | None, shown: str) -> None:
    assert figure(value, unit) == shown


def test_projected_is_the_median() -> None:
    assert "1,349" in printed("text", standing()).split("\n")[2]


def test_the_words_of_a_user_steer_no_terminal() -> None:
    text = printed("text", standing(text="a\x1b[2Jb\u202ec\n=d", file="x\x1b[1m.goals", why="e\x9bf\x07"))
    assert not set("\u202e\x9b\x07") & set(text)
    assert "\x1b[2J" not in text
    assert "\x1b[1m." not in text


def test_the_last_line_counts() -> None:
    assert printed("text", *MIXED, own="fr").rsplit("\n\n")[-1].startswith("5 objectifs : 1 en bonne voie, 1 sans données, 1 trop rapide, 2 en retard.")
