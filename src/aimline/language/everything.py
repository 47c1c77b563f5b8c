"""All of it: "sell all the tickets", "sell out the class" say 100 % of what there is, without a number."""

from aimline.language.case import Case
from aimline.language.statement import Target


def take_everything(case: Case) -> None:
    """The whole of something as a share of 100 %, where the verb has a share to be a whole of; where it has none, nothing is taken (see `leftover`)."""
    verb, all_ = case.verb, case.first("all_")
    if verb is None or case.result.target is not None or case.first("within") is not None:
        return
    ways = [str(value) for name, value in verb.also if name == "VERB"]
    share = next(
        (way for way in ways if " " in way and case.catalogue.metric(way.split()[1]).kind == "ratio" and (all_ is not None or way.endswith(" all"))), None
    )
    if share is None:
        return
    said = all_ if all_ is not None else verb
    for place in [place for place, role in case.used.items() if role == "metric"]:
        case.used[place] = "object"
    case.verb, case.result.metric = verb._replace(value="reach"), share.split()[1]
    span = case.place(said.start, said.end)
    if all_ is not None:
        case.take("target", all_)
    case.result.spans["target"] = span
    case.result.target = Target("level", 100.0, "percent", span=span)
