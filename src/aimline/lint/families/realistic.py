"""R: whether it can be carried out as it stands."""

from collections.abc import Iterator

from aimline.language import Statement
from aimline.lint.rule import Context, FileContext
from aimline.text.diagnostic import Note


def no_actions(context: Context) -> Iterator[Note]:
    if not context.statement.actions and context.index == 0:
        yield Note("no-actions", context.statement.span, {})


def no_purpose(context: Context) -> Iterator[Note]:
    if context.index == 0 and "because" not in context.statement.settings and not any(phrase.role == "purpose" for phrase in context.draft.side_phrases):
        yield Note("no-purpose", context.statement.span, {})


def duplicate_goal(context: FileContext) -> Iterator[tuple[Note, Statement]]:
    first: dict[object, Statement] = {}
    for statement in context.file.statements:
        for draft in statement.drafts:
            if draft.metric is None or draft.target is None:
                continue
            target, time, start = draft.target, draft.time, draft.start
            own = tuple(statement.settings[key].value for key in ("account", "platform", "start", "end", "campaign") if key in statement.settings)
            meaning = (
                draft.intent,
                draft.metric,
                tuple(draft.platforms),
                (target.kind, target.value, target.unit, target.baseline, target.upper, target.bound),
                draft.per,
                draft.aggregation,
                time and (time.form, time.value),
                start and start.value,
                own,
            )
            earlier = first.setdefault(meaning, statement)
            if earlier is not statement:
                yield Note("duplicate-goal", statement.span, {"line": str(earlier.line)}), statement
