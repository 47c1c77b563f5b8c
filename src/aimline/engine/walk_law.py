"""The figures of a predictive law on one day, each with the formula that gives it. A formula is shown only where it gives the figure that the law used."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.special import betainc, gammaincc, ndtr

from aimline.engine.walk import NAME, Step, step
from aimline.pacing.law import LEAST, MOST, Family
from aimline.pacing.law.blend import blended, student
from aimline.pacing.law.outlook import BURST_DAYS
from aimline.pacing.law.tails import beyond

_Numbers = Mapping[str, float]
_Way = tuple[str, Callable[[_Numbers], float]]

_RATES: Mapping[str, Sequence[_Way]] = {
    "W": (),
    "S": (),
    "spikes": (),
    "lambda": (("{S} ÷ {W} × (1 + {spikes})", lambda n: n["S"] / n["W"] * (1 + n["spikes"])),),
    "F": (),
    "level": (),
    "drift": (),
    "burst": (),
    "jumps": (),
    "W_rem": (),
    "days_left": (),
    "m": (("{lambda} × {W_rem}", lambda n: n["lambda"] * n["W_rem"]),),
    "noise": (
        (
            f"{{F}} × {{m}} × (1 + ({{burst}} − 1) × (1 − exp(−{{days_left}} ÷ {BURST_DAYS:g})))",
            lambda n: n["F"] * n["m"] * (1 + (n["burst"] - 1) * (1 - math.exp(-n["days_left"] / BURST_DAYS))),
        ),
    ),
    "v": (
        (
            "{noise} + {W_rem}² × {level} + {days_left} ÷ 3 × ({drift} × {m})²",
            lambda n: n["noise"] + n["W_rem"] ** 2 * n["level"] + n["days_left"] / 3 * (n["drift"] * n["m"]) ** 2,
        ),
    ),
}
_CHANGES: Mapping[str, Sequence[_Way]] = {
    "W": (),
    "S": (),
    "lambda": (),
    "F": (),
    "level": (),
    "drift": (),
    "W_rem": (),
    "days_left": (),
    "m": _RATES["m"],
    "v": (
        (
            "{F} × {W_rem} + {W_rem}² × {level} + {days_left} ÷ 3 × ({drift} × {W_rem})²",
            lambda n: n["F"] * n["W_rem"] + n["W_rem"] ** 2 * n["level"] + n["days_left"] / 3 * (n["drift"] * n["W_rem"]) ** 2,
        ),
    ),
}
_PLAIN: Mapping[Family, Sequence[_Way]] = {
    "counts": (
        (
            "I(1 − {m} ÷ {v}; {k}, {m}² ÷ ({v} − {m}))",
            lambda n: float(betainc(n["k"], n["m"] ** 2 / (n["v"] - n["m"]), 1 - n["m"] / n["v"])),
        ),
        ("1 − Q({k}, {m})", lambda n: 1 - float(gammaincc(n["k"], n["m"]))),
        ("Q({m}² ÷ {v}, ({k} − 0.5) × {m} ÷ {v})", lambda n: float(gammaincc(n["m"] ** 2 / n["v"], (n["k"] - 0.5) * n["m"] / n["v"]))),
    ),
    "amounts": (("Q({m}² ÷ {v}, {k} × {m} ÷ {v})", lambda n: float(gammaincc(n["m"] ** 2 / n["v"], n["k"] * n["m"] / n["v"]))),),
    "changes": (("Φ(({m} − {k}) ÷ √({v}))", lambda n: float(ndtr((n["m"] - n["k"]) / math.sqrt(n["v"])))),),
}
"""The probability that at least k is still to come: I is the regularised incomplete beta, Q the upper regularised gamma, Φ the normal distribution."""
_BLEND = "(1 − {jumps}) × ((1 − {share_log}) × {P_plain} + {share_log} × {P_log}) + {jumps} × {P_jump}"
_CLIP = "min({most}, max({least}, {P_law}))"


def needed(family: Family, got: str, *, up: bool, scaled: bool, cap: bool) -> str:
    """The formula of `k`, what is still needed; of caps what would be too much, where it is counted."""
    way = f"{{target}} − {{{got}}}" if up else f"{{{got}}} − {{target}}"
    way = f"({way}) ÷ {{scale}}" if scaled else way
    return way if family != "counts" else f"⌊{way}⌋ + 1" if cap else f"⌈{way}⌉"


def law_steps(family: Family, found: Mapping[str, float | None], needs: str = "", *, cap: bool = False) -> tuple[Step, ...]:
    """The figures of the law on one day, by the names of `pacing.law`, in the order in which they follow from each other. Sums over days have no formula.

    `k` is what is still needed, by the formula `needs`, and `P` the probability that is said; with `cap` k would be too much, and P is the probability that
    less is to come.
    """
    known = {name: value for name, value in found.items() if value is not None}
    figures = _CHANGES if family == "changes" else _RATES
    if {"F", "m", "burst", "days_left"} <= set(known) and family != "changes":
        known["noise"] = figures["noise"][0][1](known)
    told = [_step(name, ways, known) for name, ways in figures.items() if name in known]
    told += [_step("k", ((needs, lambda n: n["k"]),), known)] if "k" in known else []
    if family == "changes":
        # their variance is not compared with their mean, which may be 0
        told = [one.model_copy(update={"name": "F_change", "says": step("F_change", None, "").says}) if one.name == "F" else one for one in told]
    tail = _tail(family, known, cap=cap) if {"k", "m", "v", "P"} <= set(known) else []
    return (*told, *(tail or [step("P", known["P"], "")] if "P" in known else []))


def _tail(family: Family, known: _Numbers, *, cap: bool) -> list[Step]:
    """From mean and variance to the probability; nothing where that is certain, or nothing is to come."""
    n = dict(known)
    k, m, v, noise, jumps = (np.array([n.get(name, 0.0)]) for name in ("k", "m", "v", "noise", "jumps"))
    with np.errstate(all="ignore"):
        plain, chance = float(beyond(family, k, m, v)[0]), float(blended(family, k, m, v, noise, jumps)[0])
    said = 1 - chance if cap else chance
    clipped = min(MOST, max(LEAST, said))
    if not math.isclose(clipped, n["P"], rel_tol=1e-9):
        return []
    n |= {"P_law": said, "least": LEAST, "most": MOST, "P_plain": plain}
    last = _step("P", ((_CLIP, lambda _: clipped),), n)
    if family == "changes":
        ways = [(f"1 − {formula}", _less(value)) for formula, value in _PLAIN[family]] if cap else _PLAIN[family]
        return [_step("P_law", ways, n), last]
    told = [_step("P_plain", _PLAIN[family], n)]
    if not (n["m"] > 0 and n["v"] > 0 and n["k"] > 0 and n.get("noise", 0) > 0):
        return [*told, _step("P_law", [("1 − {P_plain}", lambda _: said)] if cap else [("{P_plain}", lambda _: said)], n), last]
    less = " − 0.5" if family == "counts" else ""
    half = 0.5 if less else 0.0
    n["lag"] = math.log(n["m"] / (n["k"] - half))
    n["width"] = math.sqrt(math.log1p(n["v"] / n["m"] ** 2))
    n["share_log"] = (1 - n["noise"] / n["v"]) * (max(0.0, 1 - n["m"] / n["noise"]) if half else 1.0)
    n["P_log"] = float(ndtr((n["lag"] - math.log1p(n["noise"] / n["m"] ** 2) / 2) / n["width"]))
    n["P_jump"] = float(student(np.array([n["lag"] / n["width"]]))[0])
    mixed = (1 - n["jumps"]) * ((1 - n["share_log"]) * plain + n["share_log"] * n["P_log"]) + n["jumps"] * n["P_jump"]
    shared = "(1 − {noise} ÷ {v}) × max(0, 1 − {m} ÷ {noise})" if half else "1 − {noise} ÷ {v}"
    told += [
        _step("lag", [(f"ln({{m}} ÷ ({{k}}{less}))" if half else "ln({m} ÷ {k})", lambda _: n["lag"])], n),
        _step("width", [("√(ln(1 + {v} ÷ {m}²))", lambda _: n["width"])], n),
        _step("share_log", [(shared, lambda _: n["share_log"])], n),
        _step("P_log", [("Φ(({lag} − ln(1 + {noise} ÷ {m}²) ÷ 2) ÷ {width})", lambda _: n["P_log"])], n),
        _step("P_jump", [("t₃({lag} ÷ {width})", lambda _: n["P_jump"])], n),
        _step("P_law", [(f"1 − ({_BLEND})" if cap else _BLEND, lambda _: 1 - mixed if cap else mixed)], n),
    ]
    return [*told, last]


def _less(value: Callable[[_Numbers], float]) -> Callable[[_Numbers], float]:
    return lambda numbers: 1 - value(numbers)


def _step(name: str, ways: Sequence[_Way], known: _Numbers) -> Step:
    """A figure with the first formula that gives it; alone where none does."""
    for formula, value in ways:
        names = dict.fromkeys(NAME.findall(formula))
        if not all(one in known for one in names):
            continue
        try:
            right = math.isclose(value(known), known[name], rel_tol=1e-6, abs_tol=1e-9)
        except (ArithmeticError, ValueError):
            continue
        if right:
            return step(name, known[name], formula, **{one: known[one] for one in names})
    return step(name, known[name], "")
