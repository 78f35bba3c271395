"""`tertulia setup`: from nothing to a named site with an editor."""

import subprocess
import sys
from typing import Any

import pytest

SAID = ["--name=صحيفة الرصيف", "--language=ar", "--zone=Europe/Oslo", "--email=Ed@Ness.example", "--editor=Ed"]

LOOK = """
from django.conf import settings
from django.contrib.auth import authenticate
from django.test import Client
from tertulia.stories.models import PlainPage, StoryPage
print(settings.LANGUAGE_CODE, settings.TIME_ZONE, StoryPage.objects.count())
print(sorted((page.slug, page.live) for page in PlainPage.objects.all()))
person = authenticate(email="ed@ness.example", password="a-long-enough-word")
print(person.name, person.is_superuser, person.has_perm("stories.change_identity"))
page = Client(SERVER_NAME="localhost").get("/").content.decode()
print("صحيفة الرصيف" in page, 'dir="rtl"' in page)
"""


def test_a_site_is_set_up_by_options_alone(make_site: Any) -> None:
    site = make_site("setup")
    line = [sys.executable, "-m", "tertulia", "--data", str(site.folder), "setup", *SAID, "--password-stdin"]
    done = subprocess.run(line, env=site.environment, input="a-long-enough-word\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = site.python(LOOK).splitlines()
    assert said[0] == "ar Europe/Oslo 0"
    assert said[1] == "[('about', False), ('contact', False), ('imprint', False), ('privacy', False)]"
    assert said[2] == "Ed True True"
    assert said[3] == "True True"
    again = site.command("setup", *[*SAID, "--language=en"], "--no-password", check=False)
    assert again.returncode == 2
    assert "set up already" in again.stderr
    assert "TERTULIA_LANGUAGE=ar" in (site.folder / "settings.env").read_text()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (["--language=xx"], "does not speak xx"),
        (["--zone=Nowhere/Land"], "no time zone"),
        (["--email=nobody"], "no e-mail address"),
        ([], "no password"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(make_site: Any, wrong: list[str], why: str) -> None:
    site = make_site("refused")
    options = [*SAID, *wrong, *(["--no-password"] if wrong else [])]
    line = [sys.executable, "-m", "tertulia", "--data", str(site.folder), "setup", *options]
    done = subprocess.run(line, env=site.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (site.folder / "settings.env").exists()
