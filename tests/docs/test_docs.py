"""The documentation says what the code does."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tertulia.config.commands import COMMANDS, FOLDERS
from tertulia.delivery.handlers import HANDLERS
from tertulia.events.kinds import Kind
from tests.docs.tables import DOCS, TABLES, with_table

ROOT = DOCS.parent
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md"]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_written_by_the_code_is_up_to_date(name):
    text = (DOCS / name).read_text()
    assert "<!-- written by the code -->" in text
    assert with_table(text, TABLES[name]()) == text, "run: python -m tests.docs.tables"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented(name):
    assert f"`tertulia {name}" in (DOCS / "commands.md").read_text()


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_event_is_documented_and_handled(kind):
    assert f"`{kind}`" in (DOCS / "operating.md").read_text()
    assert kind in HANDLERS


def test_every_endpoint_is_documented():
    from tertulia.api.urls import api

    text = (DOCS / "api.md").read_text()
    for path, methods in api.get_openapi_schema()["paths"].items():
        shown = re.sub(r"\{\w+\}", "ID", path.removeprefix("/api/v1"))
        for method in methods:
            assert f"`{method.upper()} {shown}" in text, f"{method.upper()} {shown}"


def test_every_ground_of_the_law_is_documented():
    from tertulia.house.grounds import MATTERS

    named = set(
        re.findall(r"`([\w-]+)`", (DOCS / "api.md").read_text().partition("The grounds of a report")[2].partition("Orders:")[0])
    )
    assert set(MATTERS) <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


def shell_lines():
    """The commands in the shell blocks of the documentation that need nothing but Tertulia itself."""
    for page in PAGES:
        for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE):
            for line in block.splitlines():
                words = shlex.split(line.partition("#")[0])
                if words and Path(words[0]).name == "tertulia":
                    yield pytest.param(words[1:], id=f"{page.name}: {' '.join(words)}")


@pytest.mark.parametrize("words", shell_lines())
def test_the_options_in_an_example_exist(words):
    """Each `tertulia` line in the docs names a command that is there, and options which its help knows."""
    rest = [word for before, word in zip(["", *words], words, strict=False) if not {before, word} & set(FOLDERS)]
    depth = 2 if rest[0] in ("token", "screening", "mail") else 1
    done = subprocess.run(
        [sys.executable, "-m", "tertulia", *rest[:depth], "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for word in rest:
        if word.startswith("--"):
            assert word.partition("=")[0] in done.stdout


def python_blocks():
    for page in PAGES:
        for number, block in enumerate(re.findall(r"^```python\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)):
            yield pytest.param(block, id=f"{page.name} {number + 1}")


@pytest.mark.parametrize("block", python_blocks())
def test_the_python_in_the_documentation_runs(block, db):
    exec(compile(block, "documentation", "exec"), {})
