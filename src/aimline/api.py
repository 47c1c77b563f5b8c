"""The few functions that every way in calls: `parse`, `lint`, `evaluate`, `watch`. The command line adds options and printing, nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from aimline.catalogue import load as load_catalogue
from aimline.language import File, parse_document, parse_goals_file, parse_statement
from aimline.text.decode import ReadError, read_source
from aimline.text.diagnostic import Diagnostic
from aimline.text.files import below, is_folder
from aimline.text.globs import Glob
from aimline.text.messages import messages
from aimline.text.position import Source
from aimline.text.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from aimline.alerts.model import Alert
    from aimline.alerts.replay import Replayed
    from aimline.alerts.rules import AlertRule
    from aimline.engine.standing import Standing
    from aimline.engine.stocktaking import Inventory
    from aimline.engine.suggestion import Suggestion
    from aimline.engine.walk import Walk
    from aimline.goals.model import Goal, PlacedGoal
    from aimline.lint.examples import Failure
    from aimline.lint.history import History, Past
    from aimline.lint.rule import Rule
    from aimline.metrics import Origin
    from aimline.metrics.model.errors import MetricsError
    from aimline.metrics.model.log import MetricLog
    from aimline.text.position import Span

_DELIVER = 60.0
"""Seconds that deliveries may take at the end of a run that ends by itself."""
DOCUMENTS = frozenset([".md", ".txt", ".markdown"])
"""Files that are documents with labelled blocks; every other file is one of goals."""

Text = Mapping[str, str]
"""One message by language."""


def parse(text: str, today: date | None = None) -> "list[Goal]":
    """The typed goals of one sentence; relative dates are read as on `today`, the present day unless given."""
    from aimline.goals.compile import compile_statement

    return compile_statement(parse_statement(text), today or date.today(), load_catalogue())


def lint(
    text: str, today: date | None = None, metrics: Sequence[str] = (), *, dates: str | None = None, year: int | None = None, decimal: str | None = None
) -> list[Diagnostic]:
    """Everything the rules say about the text of a .goals file, hints included; with metric files (`[[ACCOUNT/]PLATFORM=]PATH`) also whether its goals can be
    reached by what their account did before.

    `dates` (`dmy`, `mdy` or `ymd`), `year` (that of the last date) and `decimal` (`,` or `.`) hold for metric files that do not show them themselves.

    Raises:
        ReadError: a long table cannot be scanned.
        MetricsError: a metric file cannot be read.
        ValueError: `dates` or `decimal` is none of these.
    """
    from aimline.lint import lint as judge

    file, day = parse_goals_file(Source(text)), today or date.today()
    past = None
    if metrics:
        from aimline.metrics import read_metrics

        log, errors = read_metrics(metrics, habits=habits(dates, year, decimal))
        if errors:
            raise errors[0]
        (past,), unscanned = histories([file], log, day)
        if unscanned:
            raise ReadError(dict(unscanned[0]))
    return judge(file, catalogue=load_catalogue(), today=day, past=past)


def evaluate(
    goals: Sequence[str],
    metrics: Sequence[str],
    as_of: date | None = None,
    today: date | None = None,
    *,
    dates: str | None = None,
    year: int | None = None,
    decimal: str | None = None,
) -> "list[Standing]":
    """How the goals of some files stand by some metric files (`[[ACCOUNT/]PLATFORM=]PATH`), at the end of `as_of` (the last day that any metric has, unless
    given). `dates`, `year` and `decimal` are as of `lint`.

    Raises:
        ReadError: a file of goals cannot be read.
        MetricsError: a metric file cannot be read.
        ValueError: `dates` or `decimal` is none of these.
    """
    from aimline.metrics import read_metrics

    read = load_goals(goals, today)
    if read.errors:
        raise ReadError(dict(read.errors[0]))
    log, errors = read_metrics(metrics, habits=habits(dates, year, decimal))
    if errors:
        raise errors[0]
    standings, unscanned = judge(read.goals, log, as_of)
    if unscanned:
        raise ReadError(dict(unscanned[0]))
    return standings


def habits(dates: str | None, year: int | None, decimal: str | None) -> "Origin":
    """What holds for metric files that do not say it themselves.

    Raises:
        ValueError: there is no such order of dates, or no such decimal mark.
    """
    from aimline.metrics import Origin

    if dates not in (None, "dmy", "mdy", "ymd"):
        raise ValueError(f"dates: {dates!r} is none of dmy, mdy, ymd")
    if decimal not in (None, ",", "."):
        raise ValueError(f"decimal: {decimal!r} is neither , nor .")
    return Origin(order=dates, year=year, decimal=decimal)


def judge(goals: "Sequence[PlacedGoal]", log: "MetricLog", as_of: date | None = None) -> "tuple[list[Standing], list[Text]]":
    """How goals stand by a log that was read, and the errors of long tables that cannot be scanned: those are left out, the rest is judged all the same."""
    from aimline.engine import UnreadableTable
    from aimline.engine import evaluate as stand
    from aimline.metrics.model.under_goals import with_rows_under

    log = with_rows_under(log, (placed.goal for placed in goals))
    errors: list[Text] = []
    while True:
        try:
            return stand(goals, log, as_of, load_catalogue()), errors
        except UnreadableTable as error:
            errors.append(messages("metrics.other", file=error.file, reason=error.reason))
            log.tables = [table for table in log.tables if table.file != error.file]


def alerts(
    goals: "Sequence[PlacedGoal]", log: "MetricLog", as_of: date | None = None, rules: "Sequence[AlertRule] | None" = None
) -> "tuple[Replayed, list[Text]]":
    """Everything that somebody should have heard of goals over a log that was read, day by day up to `as_of` (the last day that any metric has, unless given),
    and the errors of long tables that cannot be scanned, as of `judge`. `rules` are those that come with Aimline and those of the goals themselves,
    unless others are given.
    """
    from aimline.alerts.replay import replay
    from aimline.alerts.rules import alert_rules
    from aimline.engine import UnreadableTable
    from aimline.metrics.model.under_goals import with_rows_under

    log = with_rows_under(log, (placed.goal for placed in goals))
    errors: list[Text] = []
    while True:
        try:
            return replay(goals, log, alert_rules(goals)[0] if rules is None else rules, load_catalogue(), as_of), errors
        except UnreadableTable as error:
            errors.append(messages("metrics.other", file=error.file, reason=error.reason))
            log.tables = [table for table in log.tables if table.file != error.file]


def watch(
    goals: Sequence[str],
    metrics: Sequence[str],
    state: str,
    *,
    once: bool = False,
    as_of: date | None = None,
    today: date | None = None,
    lateness: int = 2,
    notify: Sequence[str] = (),
    allow_private: bool = False,
    past: bool = False,
    languages: Sequence[str] = ("en",),
    alert_rules: Sequence[str] = (),
    mapping: Sequence[str] = (),
    dates: str | None = None,
    year: int | None = None,
    decimal: str | None = None,
    told: "Callable[[Text], None] | None" = None,
) -> "Iterator[Alert]":
    """What somebody should hear of the goals of some files, as rows come: an iterator of alerts, each when it is written down in the file `state`. It ends when
    its inputs do, which files never do unless `once` is set or `as_of` given (the day up to which all is closed); whoever lets go of it stops it cleanly, and
    whoever begins it again on the same state goes on where it was.

    `metrics` are as of `evaluate`, with `-` for standard input and `redis://…` for a Redis Stream. `lateness` is in days. Alerts go to the receivers `notify`,
    too, to addresses that are not public with `allow_private`, in these `languages`; those of days that
    are long over when the state is new, with `past` only. `alert_rules` are files. `told` is called with what a person should know (rows set aside, files that
    cannot be read, receivers that are not there), sometimes from another thread; without it what cannot be read raises.

    Raises:
        ReadError: a file of goals, of rules or of metrics cannot be read.
        MetricsError: a metric file is called what it is not.
        StateError: the state cannot be used, or not be written.
        TargetError: a receiver is none.
        RedisError: a Redis Stream cannot be reached.
        ValueError: `dates` or `decimal` is none of these.
    """
    from contextlib import ExitStack, closing

    from aimline.alerts import outbox
    from aimline.alerts.inputs.opened import opened
    from aimline.alerts.keeper import Batch, Keeper
    from aimline.alerts.notify import outlets as outlets_of
    from aimline.alerts.rules import alert_rules as rules_of
    from aimline.alerts.rules import titles
    from aimline.alerts.sender import Sender
    from aimline.alerts.sentences import compiled
    from aimline.alerts.state import State
    from aimline.alerts.watch import Watch
    from aimline.metrics.model.under_goals import rows_under

    def tell(text: Text) -> None:
        if told is not None:
            told(text)

    def fail(text: Text) -> None:
        if told is None:
            raise ReadError(dict(text))
        told(text)

    own, errors, catalogue, once = habits(dates, year, decimal), list[Text](), load_catalogue(), once or as_of is not None
    files = load_files(goals, errors)
    if errors:
        raise ReadError(dict(errors[0]))
    outlets = outlets_of(notify, languages, private=allow_private)
    with ExitStack() as stack:
        kept = stack.enter_context(State(state))
        stack.enter_context(kept.troubles())
        placed = compiled([file for _, file in files], kept, today or date.today(), catalogue)
        rules, wrong = rules_of(placed, list(alert_rules))
        for text in wrong:
            fail(text)
        keeper = Keeper(kept, placed, rules, catalogue, lateness=timedelta(days=lateness), routes=[outlet.route for outlet in outlets], past=past)
        inputs = opened(metrics, catalogue, mapping, own, keeper.positions(), once=once)
        sender = Sender(lambda: outbox.connect(kept.file), outlets, told=lambda one: tell(one.message), titles=titles(rules))
        if outlets:
            sender.start()
            stack.callback(sender.close)
        run = Watch(keeper, inputs, told=tell, failed=fail, committed=lambda figures: sender.wake())
        stack.callback(run.close)
        with closing(run.run(once=once, as_of=as_of, first=[Batch("goals", rows=rows_under(one.goal for one in placed))])) as said:
            yield from said
        if outlets:
            sender.drain(_DELIVER)


def suggestions(
    files: "Sequence[File]", log: "MetricLog", as_of: date | None = None, today: date | None = None, account: str | None = None
) -> "tuple[list[Suggestion], list[Text]]":
    """Targets for the goals without a number of some files, by a log that was read, and the errors of long tables that cannot be scanned: those are left out.

    Relative dates are read as on `today`, the day after the last one that counts unless given. `account` holds for goals that name none.
    """
    from contextlib import closing

    from aimline.engine import UnreadableTable
    from aimline.engine.duck import DuckStore, home_of
    from aimline.engine.suggest import Request, suggest
    from aimline.goals.compile import compile_files

    catalogue = load_catalogue()
    surfaces = [tuple(draft.surfaces) for file in files for statement in file.statements for draft in statement.drafts]

    def requests(day: date) -> list[Request]:
        placed = compile_files(files, day, catalogue)
        named = [
            one if one.goal.account or not account else one.model_copy(update={"goal": one.goal.model_copy(update={"account": account})}) for one in placed
        ]
        return [Request(one, mine) for one, mine in zip(named, surfaces, strict=True)]

    goals = requests(today or as_of or date.today())
    found: dict[int, Suggestion] = {}
    errors: list[Text] = []
    aside = list(log.set_aside)
    for zone in dict.fromkeys(one.placed.goal.timezone or "UTC" for one in goals):
        while True:
            log.set_aside = list(aside)  # what was found for another zone is found again
            try:
                with closing(DuckStore(log, as_of, home=home_of((one.placed.goal for one in goals), catalogue), zone=zone)) as store:
                    dated = requests(today or store.as_of + timedelta(days=1)) if store.as_of else goals
                    places = [place for place, one in enumerate(dated) if (one.placed.goal.timezone or "UTC") == zone]
                    found.update(zip(places, suggest([dated[place] for place in places], store, catalogue, as_of=as_of), strict=True))
                break
            except UnreadableTable as error:
                errors.append(messages("metrics.other", file=error.file, reason=error.reason))
                log.tables = [table for table in log.tables if table.file != error.file]
    return [found[place] for place in sorted(found)], errors


def explain(goals: "Sequence[PlacedGoal]", place: int, log: "MetricLog", as_of: date | None = None) -> "tuple[Walk, list[Text]]":
    """The arithmetic of one of some goals, day by day, by a log that was read (all of them decide which rows it takes), and the errors of long tables that
    cannot be scanned, as of `judge`. A goal that is not followed from day to day has no days: `why` says how it stands.
    """
    from contextlib import closing

    from aimline.engine import DuckStore, UnreadableTable
    from aimline.engine.duck import home_of
    from aimline.engine.explain import explain as walk_through
    from aimline.metrics.model.under_goals import with_rows_under

    log = with_rows_under(log, (placed.goal for placed in goals))
    catalogue = load_catalogue()
    home, zone = home_of((placed.goal for placed in goals), catalogue), goals[place].goal.timezone or "UTC"
    same = [placed for placed in goals if (placed.goal.timezone or "UTC") == zone]
    errors: list[Text] = []
    while True:
        try:
            with closing(DuckStore(log, as_of, home=home, zone=zone)) as store:
                # instants are of other days in other zones, where goals are judged apart
                mine = same if store.instants else goals
                return walk_through(mine, next(at for at, one in enumerate(mine) if one is goals[place]), store, catalogue, among=goals), errors
        except UnreadableTable as error:
            errors.append(messages("metrics.other", file=error.file, reason=error.reason))
            log.tables = [table for table in log.tables if table.file != error.file]


def take_stock(
    log: "MetricLog", unreadable: "Sequence[MetricsError]" = (), goals: "Sequence[PlacedGoal]" = (), as_of: date | None = None, first: date | None = None
) -> "tuple[Inventory, list[Text]]":
    """What was read from day `first` up to day `as_of` (all of it, unless they are given), and what some goals would take of it. Long tables that cannot be
    scanned stand among what was refused, beside the files that could not be read; the errors of both are given back.
    """
    from contextlib import closing

    from aimline.engine import UnreadableTable
    from aimline.engine.duck import home_of
    from aimline.engine.inventory import inventory
    from aimline.engine.stock import StockStore
    from aimline.engine.stocktaking import Refused
    from aimline.metrics.model.under_goals import with_rows_under

    log = with_rows_under(log, (placed.goal for placed in goals))
    catalogue = load_catalogue()
    aside = list(log.set_aside)
    refused = [Refused(file=error.file, reason=error.message) for error in unreadable]
    while True:
        try:
            with closing(StockStore(log, as_of, home=home_of((placed.goal for placed in goals), catalogue))) as store:
                found = inventory(log, store, goals, catalogue, first)
        except UnreadableTable as error:
            refused.append(Refused(file=str(error.file), reason=messages("metrics.other", file=error.file, reason=error.reason)))
            log.tables = [table for table in log.tables if table.file != error.file]
            log.set_aside = list(aside)  # what was found in the other tables is found again
            log.files = [file for file in log.files if file.file != str(error.file)]
        else:
            return found.model_copy(update={"refused": (*refused, *found.refused)}), [one.reason for one in refused]


def failing_examples(rules: "Iterable[Rule]", known: "Mapping[str, Rule]") -> "list[Failure]":
    """The examples of some rules that do not do what they stand for, each read with the log of its rule where that has one."""
    from aimline.lint.examples import DAY, failures
    from aimline.metrics.model.inline import inline

    def past_of(log: str) -> "Callable[[File], Past | None]":
        return lambda file: histories([file], inline(log, load_catalogue()), DAY)[0][0]

    return [failure for rule in rules for failure in failures(rule, known, past_of(rule.log))]


def histories(files: "Sequence[File]", log: "MetricLog", today: date) -> "tuple[list[Past], list[Text]]":
    """What a log says of the goals of some files before they begin, a mapping a file, and the errors of long tables that cannot be scanned: those are left
    out.
    """
    from contextlib import closing

    from aimline.engine import UnreadableTable
    from aimline.engine.duck import DuckStore, home_of
    from aimline.engine.history import histories as look_back
    from aimline.goals.compile import compile_statement
    from aimline.metrics.model.under_goals import with_rows_under

    catalogue = load_catalogue()
    goals = [
        (place, statement.span, index, goal)
        for place, file in enumerate(files)
        for statement in file.statements
        for index, goal in enumerate(compile_statement(statement, today, catalogue))
    ]
    log = with_rows_under(log, (goal for *_, goal in goals))
    errors: list[Text] = []
    while True:
        try:
            with closing(DuckStore(log, home=home_of([goal for *_, goal in goals], catalogue))) as store:
                told = look_back([goal for *_, goal in goals], store, catalogue)
            break
        except UnreadableTable as error:
            errors.append(messages("metrics.other", file=error.file, reason=error.reason))
            log.tables = [table for table in log.tables if table.file != error.file]
    found: list[dict[tuple[Span, int], History]] = [{} for _ in files]
    for (place, span, index, _), history in zip(goals, told, strict=True):
        if history is not None:
            found[place][span, index] = history
    return list(found), errors


@dataclass(slots=True)
class GoalsRead:
    """The goals of some files, those files as they were read, and what could not be."""

    goals: "list[PlacedGoal]"
    files: list[tuple[Source, File]] = field(default_factory=list)
    errors: list[Text] = field(default_factory=list)


def load_goals(paths: Sequence[str], today: date | None = None) -> GoalsRead:
    """Typed goals from files, folders (all .goals files below them) and documents. What cannot be read is in `errors`, the rest is read all the same."""
    from aimline.goals.compile import compile_files

    errors: list[Text] = []
    files = load_files(paths, errors)
    return GoalsRead(compile_files((file for _, file in files), today or date.today(), load_catalogue()), files, errors)


def load_files(paths: Iterable[str], errors: list[Text], exclude: Sequence[Glob] = ()) -> list[tuple[Source, File]]:
    """Files of goals and documents, read. What cannot be read is added to `errors`."""
    return list(read_files(paths, errors, exclude))


def read_files(paths: Iterable[str], errors: list[Text], exclude: Sequence[Glob] = ()) -> Iterator[tuple[Source, File]]:
    """The same one after the other, each read when it is asked for."""
    for path in expand(paths, errors, exclude):
        try:
            source = read_source(path)
        except ReadError as error:
            errors.append(error.message)
            continue
        yield source, parse_document(source) if path.suffix.lower() in DOCUMENTS else parse_goals_file(source)


def expand(paths: Iterable[str], errors: list[Text], exclude: Sequence[Glob] = ()) -> list[Path]:
    """Files as they are, folders as the .goals files below them but for what is excluded; a folder without any is added to the errors."""
    found: list[Path] = []
    for name in paths:
        if not name or "\x00" in name:
            errors.append(messages("reading.missing", file=repr(name)))
            continue
        path = Path(name)
        if not is_folder(path):
            if not any(glob.named and glob.fits(name) for glob in exclude):
                found.append(path)
            continue
        closed: list[OSError] = []
        inside = below(path, lambda file: file.suffix == ".goals", closed.append, left_out=lambda file: any(glob.fits(file) for glob in exclude))
        errors += [messages("reading.closed_folder", file=problem.filename, reason=reason(problem)) for problem in closed]
        if not inside and not closed:
            errors.append(messages("reading.empty_folder", file=name))
        found += inside
    return list(dict.fromkeys(found))
