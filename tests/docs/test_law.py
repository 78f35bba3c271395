"""The tests that docs/law.md names are there."""

import re

import pytest

from tests.docs.tables import DOCS

TEXT = (DOCS / "law.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


def test_the_articles_have_tests():
    for article in ("Art. 16", "Art. 17", "Art. 20", "Art. 23"):
        section = TEXT.partition(f"({article})")[2].partition("\n## ")[0]
        assert section.count("::test_") >= 5, article


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda each: each.rsplit("/", 1)[-1])
def test_a_test_that_the_page_names_exists(file, name):
    assert f"def {name}(" in (DOCS.parent / file).read_text()


def test_every_duty_has_a_test():
    rows = re.findall(r"^\| (?!duty|what|-)(.+?) \| (.+) \|$", TEXT.partition("## Erasing")[0], re.MULTILINE)
    assert len(rows) > 25
    assert all("::test_" in tests for _duty, tests in rows)
