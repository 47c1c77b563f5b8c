"""The sentences that say why a goal stands as it does, in every language: what happened, what was expected, what it takes from now on, and which figures were
used.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache

from aimline.catalogue import load as load_catalogue
from aimline.engine.judge import Judgement
from aimline.engine.measure import Frame
from aimline.engine.plan import Case
from aimline.engine.shape import Names, Words, metrics
from aimline.engine.standing import Period
from aimline.engine.windows import MOVED_RATIO_DAYS
from aimline.goals.printing.phrases import load as load_phrases
from aimline.pacing.status import GRACE, Status
from aimline.text.messages import apart, format_figure, isolate, languages, messages, table

Said = dict[str, str]


@lru_cache(maxsize=1 << 14)
def number(value: float, unit: str | None = None) -> Said:
    """A figure with its unit: two decimals, four below 1."""
    text = format_figure(value)
    if unit == "percent":
        text += "%"
    elif unit and unit.startswith("currency:"):
        text += " " + unit.partition(":")[2]
    return apart(text)


def difference(value: float, unit: str | None) -> Said:
    """How far two figures are apart; of two percentages that is percentage points."""
    size = abs(value)
    return say("points", n=size, shown=number(size)) if unit == "percent" else number(size, unit)


def say(key: str, **params: object) -> Said:
    """One sentence of `standing.toml` in every language."""
    return messages(f"standing.{key}", **{name: _ready(value) for name, value in params.items()})


def _ready(value: object) -> object:
    if type(value) is dict:  # most are
        return value
    if isinstance(value, Names):
        return _called(value)
    return apart(value.isoformat()) if isinstance(value, date) else apart(value) if isinstance(value, str) else value


@cache
def _called(names: Names) -> Said:
    return {language: called(names, language) for language in languages()}


@cache
def called(names: Names, language: str) -> str:
    """Metrics or platforms as a language calls them, joined as it joins words."""
    phrases = load_phrases(language)
    found = []
    for value in names.values:
        if value is None:
            found.append("?")
        elif names.kind == "platform":
            found.append(phrases.name("PLATFORM", value) or isolate(value))
        else:
            own = table("standing.series", language).get(value)
            found.append(own or _over_days(value, language) or phrases.noun("metrics", value).name)
    comma, last = (next(iter(phrases.get("list", key)), ", ") for key in ("comma", "last"))
    return found[0] if len(found) == 1 else comma.join(found[:-1]) + last + found[-1] if found else ""


def _over_days(value: str, language: str) -> str | None:
    """What a metric is called that is counted over several days at once; None for others."""
    metric = load_catalogue().metric(value)
    return messages("standing.over_days", n=metric.days, metric=called(metrics(metric.window_of), language))[language] if metric.window_of else None


def why(case: Case, judgement: Judgement | None, status: Status, periods: Sequence[Period] = (), streak: int | None = None) -> dict[str, str]:
    """The reason of a standing; of a goal that recurs that of its present window, and how the windows went so far."""
    said: list[Said] = []
    if judgement is None:
        assert case.problem is not None
        said.append(_words(case.problem))
    else:
        said += _happened(case, judgement)
        said += _verdict(case, judgement, status)
        if status in ("on_track", "at_risk", "behind", "within", "over_pace"):
            said += _ahead(case, judgement)
        if case.started_by_data and case.window is not None:
            said.append(say("source.start", date=case.window.start))
        said += _compared(case, judgement)
        said += [_words(note) for note in (*judgement.measure.notes, *case.notes)]
        said += _written(case, judgement)
    # Windows without any figure were not missed: nothing is known of them.
    if streak is not None and any(one.actual is not None for one in periods):
        achieved = sum(one.status in ("achieved", "within") for one in periods)
        said.append(say("recurring", n=len(periods), windows=number(len(periods)), achieved=number(achieved), streak=number(streak)))
    return {language: " ".join(one[language] for one in said) for language in languages()}


def _compared(case: Case, judgement: Judgement) -> list[Said]:
    """The days that a relative target is taken of, and their figure."""
    taken = judgement.reference
    if taken is None or taken.value is None or judgement.target is None or taken.start is None or taken.end is None or taken.start == taken.end:
        return []
    return [say("source.reference", value=number(taken.value, case.unit), start=taken.start, end=taken.end)]


def _written(case: Case, judgement: Judgement) -> list[Said]:
    """Where the figure was written under the goal itself."""
    placed, measure, frame = case.placed, judgement.measure, case.frame
    if not placed.goal.readings or frame is None or case.shape is None:
        return []
    lines = dict(zip(placed.goal.readings, placed.reading_lines, strict=False))
    used = [one for one in lines if one.day <= frame.cut and (measure.last_observation is None or one.day <= measure.last_observation)]
    if case.shape.figure == "level":
        used = [one for one in used if one.day == measure.last_observation and one.value == measure.actual]
    else:
        used = [one for one in used if one.day >= frame.first]
    if not used:
        return []
    last = max(used, key=lambda one: one.day)
    return [say("source.written", place=f"{placed.file or '-'}:{lines[last]}", date=last.day)]


def _words(words: Words) -> Said:
    key, params = words
    return say(key, **params)


def _happened(case: Case, judgement: Judgement) -> list[Said]:
    """The figure that was measured, beside the one that was wanted."""
    measure, target, shape, frame = judgement.measure, judgement.target, case.shape, case.frame
    assert shape is not None
    assert frame is not None
    unit = case.unit
    day = measure.last_observation or frame.cut
    params: dict[str, object] = {"date": min(day, frame.cut)}
    if measure.actual is None and measure.gained is None:
        return [say("happened.no_items", date=frame.cut)] if shape.figure == "mean" and measure.latest else []
    if case.goal.kept is not None and measure.parts is not None and measure.actual is not None and target is not None:
        held, seen = (number(part) for part in measure.parts)
        return [say("happened.kept", held=held, seen=seen, actual=number(measure.actual, unit), target=number(target, unit), date=params["date"])]
    if target is not None:
        params["target"] = number(target, unit)
    goal = "goal" if target is not None else "no_goal"
    if shape.by_day and measure.actual is not None and target is not None:
        return [say("happened.average_day", actual=number(measure.actual, unit), **params)]
    if shape.figure == "mean" and measure.actual is not None:
        return [say(f"happened.mean.{goal}", n=measure.items, items=number(measure.items), actual=number(measure.actual, unit), **params)]
    if shape.figure == "unique" and measure.lower is not None:
        if measure.upper is None or measure.upper == measure.lower:
            return [say(f"happened.people_at_least.{goal}", lower=number(measure.lower), **params)]
        return [say(f"happened.people.{goal}", lower=number(measure.lower), upper=number(measure.upper), **params)]
    if shape.mode == "cap" and measure.actual is not None:
        return [say(f"happened.cap.{goal}", actual=number(measure.actual, unit), **params)]
    if shape.figure == "level" and target is not None and measure.gained is not None and not judgement.still:
        baseline = measure.baseline or 0.0
        if (target - baseline) * (1 if shape.up else -1) < 0:
            at = say(f"happened.value.{goal}", actual=number(measure.actual if measure.actual is not None else measure.gained, unit), **params)
            return [at, say("verdict.from_start", baseline=number(baseline, unit))]
        return [_change(baseline, target, measure.gained, measure.actual, unit, params)]
    figure = measure.actual if measure.actual is not None else measure.gained
    assert figure is not None
    if shape.figure == "ratio" and frame.days is not None:
        days = min(MOVED_RATIO_DAYS, frame.days)
        first = frame.cut - timedelta(days=days - 1) if shape.mode == "path" else frame.first
        return [say(f"happened.ratio.{goal}", actual=number(figure, unit), first=first, **params | {"date": frame.cut})]
    return [say(f"happened.{'sum' if shape.figure == 'flow' else 'value'}.{goal}", actual=number(figure, unit), **params)]


def _change(baseline: float, target: float, gained: float, actual: float | None, unit: str | None, params: Mapping[str, object]) -> Said:
    """A level that moved: how far of how far, and where it stands."""
    way = target - baseline
    key = "gained" if gained >= 0 else "lost"
    if way < 0:
        key = "reduced" if gained <= 0 else "rose"
    where = "known" if actual is not None else "unknown"
    figures: dict[str, object] = {"gained": number(abs(gained), unit), "way": number(abs(way), unit)}
    if actual is not None:
        figures |= {"actual": number(actual, unit), "baseline": number(baseline, unit)}
    return say(f"happened.{key}.{where}", **{**params, **figures})


def _verdict(case: Case, judgement: Judgement, status: Status) -> list[Said]:
    """What the figure means: reached, closed, too old, too few."""
    measure, frame, window = judgement.measure, case.frame, case.window
    assert frame is not None
    unit = case.unit
    said: list[Said] = [_words(judgement.problem)] if judgement.problem else []
    end = window.end - timedelta(days=1) if window else None
    if judgement.status is None and end is not None:
        return [*said, say("verdict.grace", end=end, date=end + timedelta(days=GRACE))]
    if case.goal.kept is not None and status == "missed" and end is not None and frame.cut < end:
        return [*said, say("verdict.lost", date=frame.cut)]
    if status == "achieved":
        said.append(say("verdict.held" if judgement.cap else "verdict.achieved"))
    elif status == "missed" and end is not None and judgement.pace.shortfall is not None:
        said.append(say("verdict.over" if judgement.cap else "verdict.missed", end=end, shortfall=difference(judgement.pace.shortfall, unit)))
    elif status == "exceeded" and judgement.pace.shortfall is not None:
        said.append(say("verdict.exceeded", shortfall=difference(judgement.pace.shortfall, unit)))
    elif status == "no_data":
        said.append(say("verdict.stopped", date=measure.latest) if measure.latest else _nothing(frame))
    elif status == "insufficient" and not judgement.problem:
        if measure.lower is not None and window is not None and end is not None:
            said.append(say("verdict.bounds", metric=metrics(case.goal.metric or ""), start=window.start, end=end))
        elif not measure.observations:
            said.append(_nothing(frame))
        elif not case.partial:
            said.append(say("verdict.few", n=measure.observations, shown=number(measure.observations)))
    return said


def _nothing(frame: Frame) -> Said:
    """No figures, in the days that could be counted."""
    first = max(frame.first, frame.cut - timedelta(days=3650))
    return say("verdict.nothing_on", date=frame.cut) if first == frame.cut else say("verdict.nothing", first=first, date=frame.cut)


def _ahead(case: Case, judgement: Judgement) -> list[Said]:
    """What the line expects now, and what the days left must bring."""
    pace, frame = judgement.pace, case.frame
    assert frame is not None
    unit = case.unit
    said: list[Said] = []
    if judgement.still or pace.expected is None or pace.spi is None:
        return said
    left = (frame.days or 0) - (frame.day or 0)
    ahead = round(pace.days_ahead or 0.0, 1)
    if ahead == 0 and not left and (pace.done or 0.0) < 1:
        return said  # at the close nobody can be ahead, and whoever is short is not on the line
    side = "on" if ahead == 0 else "ahead" if ahead > 0 else "behind"
    if judgement.cap:
        side = {"ahead": "over", "behind": "under"}.get(side, side)
    said.append(say(f"expected.{side}", n=abs(ahead), shown=number(abs(ahead)), expected=number(pace.expected, unit)))
    if pace.done is not None and pace.done >= 1 and not judgement.cap:
        return [say("verdict.there"), *said] if left else said
    if pace.required_per_day is not None and pace.current_per_day is not None and left:
        down = (judgement.target or 0.0) < (judgement.measure.baseline or 0.0)
        key = "allowed" if judgement.cap else "needed_down" if down else "needed"
        current = -pace.current_per_day if down else pace.current_per_day  # below zero: it went the other way
        said.append(say(key, n=left, left=number(left), required=number(abs(pace.required_per_day), unit), current=number(current, unit)))
        said += _likely(judgement, unit)
    return said


def _likely(judgement: Judgement, unit: str | None) -> list[Said]:
    """What a day used to bring before, and where things are likely to end."""
    forecast, said = judgement.forecast, []
    low, _, high = forecast.projected
    if forecast.usual is not None:
        said.append(say("usual", figure=number(forecast.usual, unit)))
    if low is not None and high is not None and forecast.probability is not None:
        said.append(say("likely", low=number(_rough(low), unit), high=number(_rough(high), unit)))
    return said


def _rough(value: float) -> float:
    """A forecast to three digits: more would claim too much."""
    return float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))
