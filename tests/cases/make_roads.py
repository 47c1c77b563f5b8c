"""Writes `roads.jsonl`: a thousand roads from a baseline to a target, straight or in several pieces, and where a value stands beside them.

Everything is worked out in fractions, from the definition of a line through points, and written as fractions (`7/10`) or whole numbers; a test reads the file,
not this script. A line of it:

- `road`: points (day, value), from day 0 at the baseline to the last day at the target; in between the road runs straight.
- `day`, `value`: how many days are over, and where it stands then.
- `line`: where the road is on that day; `beside`: value − line, turned so that more is better.
- `buffer`: in how many days the road has caught up if nothing more happens (below 0: how many days ago the road was where the value is now), within the road.
- `due`: what must be added within so many days to be on the road then; the last one is the close.

    python tests/cases/make_roads.py
"""

import itertools
import json
import random
from fractions import Fraction
from pathlib import Path

Point = tuple[int, Fraction]


def line(road: list[Point], day: Fraction) -> Fraction:
    for (a, low), (b, high) in itertools.pairwise(road):
        if day <= b:
            return low + (high - low) * (day - a) / (b - a)
    return road[-1][1]


def arrival(road: list[Point], value: Fraction) -> Fraction:
    """The day on which the road leaves a value behind: 0 below its beginning, its last day beyond its end."""
    sign = 1 if road[-1][1] >= road[0][1] else -1
    day = Fraction(0)
    for (a, low), (b, high) in itertools.pairwise(road):
        if sign * (value - low) < 0:
            break
        day = Fraction(b) if sign * (value - high) >= 0 else a + (value - low) / (high - low) * (b - a)
    return day


def amount(rng: random.Random, size: int) -> Fraction:
    return Fraction(rng.randrange(0, size * 100), 100) if rng.random() < 0.3 else Fraction(rng.randrange(0, size))


def made(rng: random.Random, pieces: int) -> dict[str, object]:
    days = rng.choice([1, 2, 5, 7, 10, 14, 28, 30, 31, 61, 90, 365])
    inner = sorted(rng.sample(range(1, days), min(pieces - 1, days - 1)))
    size = rng.choice([10, 200, 5000, 10**6])
    baseline = rng.choice([Fraction(0), amount(rng, size)])
    sign = rng.choice([1, 1, 1, -1])
    way = 1 + amount(rng, size)
    shares = sorted(Fraction(rng.randrange(0, 101), 100) for _ in inner)
    road = [(0, baseline), *((day, baseline + sign * way * share) for day, share in zip(inner, shares, strict=True)), (days, baseline + sign * way)]
    day = rng.randrange(1, days + 1)
    here = line(road, Fraction(day))
    value = here + rng.choice([Fraction(0), way, -way, way / 2]) * Fraction(rng.randrange(-150, 151), 100)
    value = Fraction(round(value * 100), 100)
    if pieces > 1 and any(value == at for _, at in road):  # on a level piece a value has no day of its own
        value += Fraction(1, 128)
    ahead = sorted({n for n in (1, 3, 7, days - day) if 0 <= n <= days - day})
    return {
        "road": [[at, str(level)] for at, level in road],
        "day": day,
        "value": str(value),
        "line": str(here),
        "beside": str(sign * (value - here)),
        "buffer": str(arrival(road, value) - day),
        "due": [[n, str(line(road, Fraction(day + n)) - value)] for n in ahead],
    }


def main() -> None:
    rng = random.Random(20261205)
    roads = [made(rng, 1 if number < 500 else rng.choice([2, 3, 4, 6])) for number in range(1000)]
    text = "".join(json.dumps(road, separators=(",", ":")) + "\n" for road in roads)
    Path(__file__).with_name("roads.jsonl").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
