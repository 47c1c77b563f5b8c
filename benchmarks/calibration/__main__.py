"""`python -m benchmarks.calibration [--goals 4000] [--seed 20261] [--others] [--exports FOLDER …]`: how well probabilities and verdicts foretell how goals end.

Simulated accounts, and every 30-day window of the exports in the folders (an account a sub-folder), side by side with the linear 0.9/0.8 rule,
TSPI alone and the straight-line projection.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from aimline.pacing.law import outlook
from benchmarks.calibration import others
from benchmarks.calibration.real import windows
from benchmarks.calibration.score import alarms, brier, ece, reliability
from benchmarks.calibration.simulated import Sample, samples
from benchmarks.calibration.verdicts import AT_RISK, BEHIND, ON_TRACK, REACHED, by_pace, with_hysteresis

Result = dict[str, float]
BLOCK = 10_000
"""Goals judged at a time."""


def judge(sample: Sample) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities, SPI and TSPI on every open day [g, T − 1], and which goals were hit."""
    stretch, window = sample.stretch, sample.stretch.days
    parts = []
    for at in range(0, stretch.goals, BLOCK):
        cut = slice(at, at + BLOCK)
        part = type(stretch)(
            before=stretch.before[cut], during=stretch.during[cut], first_weekday=stretch.first_weekday[cut], way=stretch.way[cut],
        )  # fmt: skip
        parts.append(outlook(part, np.arange(1, window), sample.family).probability(part.way))
    done = np.cumsum(stretch.during, 1)[:, :-1] / stretch.way[:, None]
    elapsed = np.arange(1, window) / window
    return np.concatenate(parts), done / elapsed, (1 - done) / (1 - elapsed), stretch.during.sum(1) >= stretch.way


def measured(chance: np.ndarray, spi: np.ndarray, tspi: np.ndarray, hit: np.ndarray, window: int) -> Result:
    """Every score of one set, ours and those of the other rules. Days on which a goal is reached already count for nobody."""
    open_ = tspi > 0
    came = np.repeat(hit[:, None], chance.shape[1], 1)[open_]
    linear = np.where(spi >= 0.9, 0.9, np.where(spi >= 0.8, 0.5, 0.1))
    straight = np.where(spi >= 1, 0.99, 0.01)
    verdicts = {
        "": with_hysteresis(chance, tspi, window),
        "linear_": by_pace(spi, 0.9, 0.8, tspi),
        "tspi_": np.where(tspi <= 0, REACHED, np.where(tspi > 1.10, BEHIND, np.where(tspi > 1, AT_RISK, ON_TRACK))),
        "straight_": by_pace(spi, 1, 1, tspi),
    }
    found = {"hit": float(hit.mean()), "ece": ece(chance[open_], came), "brier": brier(chance[open_], came)}
    found |= {"linear_brier": brier(linear[open_], came), "straight_brier": brier(straight[open_], came)}
    for name, verdict in verdicts.items():
        for what, value in zip(("false", "caught", "changes"), alarms(verdict == BEHIND, verdict, hit), strict=True):
            found[name + what] = value
    return found


COLUMNS = ("hit", "ece", "brier", "linear_brier", "straight_brier", "false", "caught", "changes", "linear_false", "linear_caught", "linear_changes",
           "tspi_false", "tspi_caught", "straight_false", "straight_caught")  # fmt: skip


def table(rows: dict[str, Result]) -> str:
    lines = ["| set | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    return "\n".join(lines + [f"| {name} | " + " | ".join(f"{row[column]:.3f}" for column in COLUMNS) + " |" for name, row in rows.items()])


def simulated(goals: int, seed: int) -> dict[str, Result]:
    return scored(samples(goals, seed))


def scored(sets: Iterator[Sample]) -> dict[str, Result]:
    return {f"{sample.group}, {sample.name}": measured(*judge(sample), sample.stretch.days) for sample in sets}


def summed(rows: dict[str, Result]) -> str:
    errors = [row["ece"] for row in rows.values()]
    return f"mean ECE {np.mean(errors):.4f}, worst {max(errors):.4f}, mean Brier {np.mean([row['brier'] for row in rows.values()]):.4f}"


def real(folder: Path, seed: int, draws: int = 200) -> tuple[Result, dict[str, tuple[float, float]], list[tuple[int, float, float]], int, int] | None:
    """Scores of all windows, the 90 % intervals of ECE and Brier by drawing accounts anew, the reliability table, windows and accounts."""
    sample = windows(folder, seed)
    if sample is None:
        return None
    chance, spi, tspi, hit = judge(sample)
    rng, accounts = np.random.default_rng(seed), np.unique(sample.accounts)
    members = {account: np.flatnonzero(sample.accounts == account) for account in accounts}
    drawn = []
    for _ in range(draws):
        rows = np.concatenate([members[account] for account in rng.choice(accounts, len(accounts))])
        open_ = tspi[rows] > 0
        came = np.repeat(hit[rows, None], chance.shape[1], 1)[open_]
        drawn.append((ece(chance[rows][open_], came), brier(chance[rows][open_], came)))
    low, high = np.percentile(np.array(drawn), [5, 95], axis=0)
    spread = {"ece": (float(low[0]), float(high[0])), "brier": (float(low[1]), float(high[1]))}
    open_ = tspi > 0
    return measured(chance, spi, tspi, hit, 30), spread, reliability(chance[open_], np.repeat(hit[:, None], chance.shape[1], 1)[open_]), len(hit), len(accounts)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration")
    parser.add_argument("--goals", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=20261)
    parser.add_argument("--others", action="store_true", help="accounts that behave otherwise, too")
    parser.add_argument("--exports", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    rows = simulated(given.goals, given.seed)
    out = [table(rows), summed(rows)]
    if given.others:
        rows = scored(others.samples(given.goals, given.seed))
        out += [table(rows), summed(rows)]
    for folder in given.exports:
        found = real(folder, given.seed)
        if found is not None:
            scores, spread, bins, count, accounts = found
            out += [
                f"{count} windows of {accounts} accounts",
                table({"real": scores}),
                str({name: tuple(round(x, 4) for x in ends) for name, ends in spread.items()}),
            ]
            out += [f"{said:.3f} said, {came:.3f} came, {n} forecasts" for n, said, came in bins]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
