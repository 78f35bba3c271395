"""What is left out at the start can be had later; what nobody needs at the start is not there."""

import re
import subprocess
import sys
from pathlib import Path

import wagtail

from tertulia.config.sparing import DOORS
from tertulia.transfer.formats import SOURCES

SETUP = """
import os, sys
os.environ |= {"DJANGO_SETTINGS_MODULE": "tertulia.config.settings", "TERTULIA_DATA": sys.argv[1]}
from tertulia.config.sparing import import_sparingly
import_sparingly()
import django
django.setup()
"""
LATER = """
import rest_framework.serializers
print("pygments" in sys.modules, "charset_normalizer" in sys.modules)
import pygments, charset_normalizer
print(pygments.__version__ > "")
from tertulia.transfer.formats import SOURCES
print(len(SOURCES))
from concurrent.futures import ThreadPoolExecutor
from bs4 import BeautifulSoup
print("soupsieve.css_parser" in sys.modules)
soup = BeautifulSoup("<p>one<p class=b>two", "html.parser")
with ThreadPoolExecutor(4) as threads:
    print(*threads.map(lambda _each: soup.select_one("p.b").text, range(4)))
"""
STARTED = """
from tertulia.config.commands.running import _draw_for_all, _load_for_all
from tertulia.config.preparing import prepare
prepare()
_load_for_all()
_draw_for_all()  # which a start would keep quiet about, should it fail
print(*sys.modules)
"""
# Packages and modules that a server does not need to begin with: each was there once, for a tenth of a second or for megabytes.
NOT_AT_THE_START = (
    "requests",
    "urllib3",
    "charset_normalizer",
    "html5lib",
    "lxml",
    "pillow_heif",
    "soupsieve.",
    "jwt",
    "cryptography.x509",
    "pygments",
    "wagtail.api.v3.routers",
    "tertulia.transfer.formats.activitypub",
    "tertulia.transfer.formats.wordpress",
    "tertulia.transfer.loading",
    "wagtail.contrib.redirects.api",
)


IMPORTED = re.compile(r"^ *(from|import) [\w.]*api\.v3", re.MULTILINE)


def _said_by(program: str, folder: Path) -> list[str]:
    command = [sys.executable, "-c", SETUP + program, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_nothing_is_hidden_from_whoever_asks_later(tmp_path):
    assert _said_by(LATER, tmp_path) == ["False", "False", "True", str(len(SOURCES)), "False", *["two"] * 4]


def test_a_server_begins_without_what_only_some_pages_and_commands_need(tmp_path):
    loaded = set(_said_by(STARTED, tmp_path))
    assert "wagtail.admin.views.home" in loaded, "the admin is imported at the start: see docs/decisions.md"
    assert {name for name in loaded if name.startswith(NOT_AT_THE_START)} - DOORS.keys() == set()


def test_wagtail_goes_through_the_shut_doors_alone_to_its_api():
    """A version of Wagtail that uses its API elsewhere has to be looked at before the doors stay shut."""
    folder = Path(wagtail.__file__).parent
    going = {
        str(file.relative_to(folder))
        for file in folder.rglob("*.py")
        if "api/v3" not in str(file) and "/test" not in str(file) and IMPORTED.search(file.read_text())
    }
    assert going == {f"{app}/apps.py" for app in ("contrib/redirects", "documents", "images", "locales", "snippets")}
