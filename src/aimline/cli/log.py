"""`aimline log`: a reading typed in by hand, for those who have no export."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.common import Day, complain, lang_option, spoken, today_option
from aimline.cli.configured import Complaint, Configured
from aimline.cli.figures import habits, habits_options, log_file
from aimline.cli.tongue import tongue
from aimline.config import shown as shown_path
from aimline.goals.calendar import ImpossibleDate, UnsettledDate, read_date
from aimline.goals.printing.phrases import load as load_phrases
from aimline.goals.settings import month_names
from aimline.metrics.hand.phrase import Typed, called, shown, typed
from aimline.metrics.hand.readings import Written, add
from aimline.metrics.model.errors import MetricsError
from aimline.metrics.model.log import MetricRow
from aimline.text.messages import apart, isolate, languages, message, messages, visible
from aimline.text.normalise import normalise

_FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet takes the beginning of a formula for."""


class AnyDay(Day):
    """A date in any way that goals may write it, with its year."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return read_date(normalise(str(value))[0].strip(), month_names())
        except UnsettledDate as error:
            self.fail(message("log.ambiguous_date", tongue(), text=visible(str(value)), first=error.readings[0], second=error.readings[1]), param, ctx)
        except ImpossibleDate:
            self.fail(message("log.impossible_date", tongue(), text=visible(str(value))), param, ctx)
        except ValueError:
            self.fail(message("cli.not_a_date", tongue(), text=visible(str(value))), param, ctx)


@click.command("log", cls=Configured)
@click.argument("words", nargs=-1, required=True, metavar="METRIC... VALUE")
@click.option("--on", type=AnyDay(), metavar="DATE")
@click.option("--account", metavar="NAME")
@habits_options
@today_option
@lang_option
def command(words: tuple[str, ...], on: date | None, account: str | None, today: date | None, lang: str) -> None:
    """Write a reading down."""
    now = datetime.combine(today, time()) if today else datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    here = today or date.today()
    day, file = on or here, log_file(click.get_current_context())
    catalogue = load_catalogue()
    try:
        if day > here:
            raise MetricsError(messages("log.future", date=day.isoformat()))
        said = typed(words, catalogue)
        row = MetricRow(datetime.combine(day, time()), _account(account), said.platform, said.metric.name, said.value, said.unit, seen=now)
        written = add(file, row, catalogue, habits(click.get_current_context()))
    except MetricsError as error:
        raise Complaint(error.message) from None
    click.echo(visible(_told(said, written, day, shown_path(file), row.account)[spoken(lang) or tongue()], isolates=True))
    if said.metric.kind == "level" and written.added and written.before is not None and written.is_leap(said.value):
        before, day_before = apart(shown(written.before.value, said.unit)), apart(written.before.ts.date().isoformat())
        complain(messages("log.leap", before=before, date=day_before, value=apart(shown(said.value, said.unit))), spoken(lang))


def _account(name: str | None) -> str | None:
    """An account's name.

    Raises:
        MetricsError: it cannot stand in a table.
    """
    name = (name or "").strip()
    if name.startswith(_FORMULA) or any(ord(letter) < 32 for letter in name):
        raise MetricsError(messages("log.bad_account", text=isolate(visible(name))))
    return name or None


def _told(said: Typed, written: Written, day: date, file: str, account: str | None) -> Mapping[str, str]:
    """What was written, where, and instead of what."""
    place = apart(f"{file}:{written.line}" if written.added else file)
    names = [called("METRIC", said.metric.name)]
    names = [called("PLATFORM", said.platform), *names] if said.platform else names
    comma = {language: next(iter(load_phrases(language).get("list", "comma")), ", ") for language in languages()}
    what = {language: comma[language].join([*([account] if account else []), *(name[language] for name in names)]) for language in languages()}
    figure, date_ = apart(shown(said.value, said.unit)), apart(day.isoformat())
    key = "stands" if not written.added else "level" if said.metric.kind == "level" else "day"
    told = messages(f"log.{key}", place=place, what=what, value=figure, date=date_)
    if written.added and written.replaced is not None:
        more = messages("log.replaces", value=apart(shown(written.replaced.value, said.unit)))
    elif written.added and written.before is not None and said.metric.kind == "level":
        more = messages("log.before", value=apart(shown(written.before.value, said.unit)), date=apart(written.before.ts.date().isoformat()))
    else:
        return told
    return {language: f"{text} {more[language]}" for language, text in told.items()}
