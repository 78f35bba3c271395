"""The style sheets mirror by themselves: nothing in them knows left from right, and nothing moves."""

import re
from pathlib import Path

import pytest

from tertulia import web

SHEETS = sorted(Path(web.__file__ or "").parent.rglob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SIDES = re.compile(r"[\w-]*\b(?:left|right)\b[\w-]*")
PHYSICAL = re.compile(r"(?<![\w-])(?:max-|min-)?(?:width|height)\s*:")
MOVING = re.compile(r"(?<![\w-])(?:transition|animation)[\w-]*\s*:|scroll-behavior\s*:\s*smooth")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_has_logical_properties_only(sheet: Path) -> None:
    rules = re.sub(r"@media[^{]*\{", "", COMMENT.sub("", sheet.read_text()))
    assert SIDES.findall(rules) == []
    assert PHYSICAL.findall(rules) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_moves_for_those_who_want_it_still(sheet: Path) -> None:
    rules = COMMENT.sub("", sheet.read_text())
    assert not MOVING.search(rules) or "prefers-reduced-motion: no-preference" in rules


def test_there_are_sheets_to_look_at() -> None:
    assert "look.css" in {sheet.name for sheet in SHEETS}
