"""The line hashes by which GitHub's code scanning knows a finding again, where a report is uploaded without the action that would add them."""

from collections import Counter

from aimline.text.position import Source

_BLOCK = 100
_BASE = 37
_WORD = 1 << 64
_END = 0xFFFF
"""What the algorithm puts behind the last character."""


def line_hashes(source: Source) -> list[str]:
    """One for each line: a polynomial hash of the 100 UTF-16 units from its start on, blanks left out, and a number that tells equal ones apart.

    Each line break is one unit, the end of the text is followed by as many zeros as it takes. The algorithm is that of `primaryLocationLineHash` in GitHub's
    action for uploading SARIF, which warns where a report has other hashes.
    """
    units: list[int] = []
    starts: list[int] = []
    for line in source.text.split("\n"):
        raw = line.removesuffix("\r").replace(" ", "").replace("\t", "").encode("utf-16-le", "surrogatepass")
        starts.append(len(units))
        units += [*(int.from_bytes(raw[place : place + 2], "little") for place in range(0, len(raw), 2)), 0x0A]
    units[-1:] = [_END, *[0] * _BLOCK]
    seen: Counter[int] = Counter()
    found = []
    for start in starts:
        value = 0
        for unit in units[start : start + _BLOCK]:
            value = (value * _BASE + unit) % _WORD
        seen[value] += 1
        found.append(f"{value:x}:{seen[value]}")
    return found
