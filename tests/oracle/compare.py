"""Which fields engine and oracle disagree on, grouped, with an example of each; for work on either.

python tests/oracle/compare.py 20                 twenty worlds
python tests/oracle/compare.py 20 status          and the goals whose differing fields contain the word
python tests/oracle/compare.py 20 status 5        five of each kind
"""

import sys
import time
from collections import Counter, defaultdict
from typing import Any

from agree import differences, not_finite
from evaluator import stand
from laws import Learned
from wider import wider
from worlds import world

from aimline.catalogue import load as load_catalogue
from aimline.engine import evaluate
from aimline.metrics import MetricLog


def main(worlds: int = 20, word: str = "", of_each: int = 1, which: str = "world", first: int = 0) -> None:
    say = sys.stdout.write
    catalogue = load_catalogue()
    seconds: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    kinds: dict[str, list[Any]] = defaultdict(list)
    goals = 0
    make = {"world": world, "wider": wider}[which]
    for seed in range(int(first), int(first) + int(worlds)):
        made = make(seed)
        begin = time.perf_counter()
        standings = evaluate(made.goals, MetricLog(rows=list(made.rows)), made.as_of, catalogue)
        seconds["engine"] += time.perf_counter() - begin
        for placed, standing in zip(made.goals, standings, strict=True):
            begin = time.perf_counter()
            wanted = stand(placed.goal, made.rows, made.as_of, catalogue, Learned())
            seconds["oracle"] += time.perf_counter() - begin
            goals += 1
            statuses[wanted["status"]] += 1
            found = [*differences(standing, wanted), *((f"not finite: {path}", None, None) for path in not_finite(standing.model_dump()))]
            if found:
                kinds[f"{', '.join(name for name, _, _ in found)[:100]} | {standing.status}, oracle {wanted['status']}"].append(
                    (seed, made, placed, standing, found)
                )
    say(f"{goals} goals, {sum(map(len, kinds.values()))} differ; engine {seconds['engine']:.1f} s, oracle {seconds['oracle']:.1f} s\n{dict(statuses)}\n")
    for kind, cases in sorted(kinds.items(), key=lambda one: -len(one[1])):
        say(f"{len(cases):5} {kind}\n")
        for seed, made, placed, standing, found in cases[: int(of_each)] if word and word in kind else ():
            say(f"      world {seed}, {made.as_of}: {placed.goal.model_dump(mode='json', exclude_none=True, exclude_defaults=True)}\n")
            for name, mine, other in found:
                say(f"        {name}: {mine}, oracle {other}\n")
            say(f"        {standing.why['en']}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])  # type: ignore[arg-type]
