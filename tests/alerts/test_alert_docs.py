"""What docs/alerts.md shows of routes is true: its blocks are read, its receivers are known, and no key is missing."""

import re
from pathlib import Path

import pytest

from aimline.alerts.configuration import routes_of
from aimline.alerts.delivery.targets import taken_apart
from aimline.alerts.keys import ALERTS, ROUTE
from aimline.alerts.rules import shipped
from aimline.config import load

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs").glob("alerts*.md"))


def test_there_are_pages() -> None:
    assert len(PAGES) == 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_routes_are_read_and_every_key_is_named(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) if "[alerts.routes." in block]
    assert blocks
    for block in blocks:
        (tmp_path / "aimline.toml").write_text(block, encoding="utf-8")
        routes = routes_of(load(tmp_path / "aimline.toml", lambda table: {"": {}, "alerts": ALERTS}.get(table)), [rule.name for rule in shipped()])
        assert len(routes) == block.count("[alerts.routes.")
        assert all(taken_apart(route.target) for route in routes)
    assert [key for key in ROUTE if key not in text] == []
