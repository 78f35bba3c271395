"""`tertulia demo` as an operator calls it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

LOOK = """
from tertulia.stories.models import StoryPage
from wagtail.models import Site
print([story.slug for word in ("chandler", "العبّارة") for story in StoryPage.objects.live().search(word)])
print(Site.objects.get().site_name)
"""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Runs `tertulia …` on a data folder of its own, in SQLite."""
    folder = tmp_path_factory.mktemp("demonstration")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TERTULIA_", "DATABASE_URL"))}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "tertulia", "--data", str(folder), *arguments]
        return subprocess.run(line, env=environment, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="module")
def first(command: Command) -> subprocess.CompletedProcess[str]:
    return command("demo")


def test_it_shows_progress_and_the_sign_ins(first):
    assert first.returncode == 0, first.stderr
    lines = first.stdout.splitlines()
    assert lines[0] == "Loading the demonstration …"
    assert [line.split()[3] for line in lines if line.startswith("Sign in as")] == ["reader", "reader", "editor", "moderator"]


def test_a_second_time_is_refused_in_one_line(first, command):
    again = command("demo")
    assert again.returncode == 2
    assert len(again.stderr.splitlines()) == 1 and "has stories already" in again.stderr


def test_its_stories_are_found_by_searching_and_the_site_has_a_name(first, command):
    found, name = command("shell", "--no-imports", "-c", LOOK).stdout.splitlines()
    assert "harbour-tram" in found and "last-ferry" in found
    assert name == "The Quay"


def test_an_empty_site_has_no_sign_ins(db):
    from tertulia.config.commands.demonstrating import sign_ins

    assert sign_ins() == []
