"""A theme's files come before ours: the example in docs/theming.md, exactly as it stands there."""

import re
from pathlib import Path
from typing import Any

from tests.docs.tables import DOCS

PIECE = re.compile(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```", re.DOTALL | re.MULTILINE)

ASK = """
from django.test import Client
from django.contrib.staticfiles import finders
from tertulia.stories.models import FrontPage, StoryPage
story = FrontPage.objects.get().add_child(instance=StoryPage(title="A", slug="a", body=[("pull_quote", {"text": "Hm", "source": ""})]))
story.save_revision().publish()
client = Client(SERVER_NAME="localhost")
print(client.get("/").content.decode())
print(client.get(StoryPage.objects.get().address).content.decode())
print(finders.find("tertulia/theme.css"))
"""


def test_the_example_of_the_documentation_works(make_site: Any, tmp_path: Path) -> None:
    pieces = PIECE.findall((DOCS / "theming.md").read_text())
    assert len(pieces) == 3
    for name, text in pieces:
        file = tmp_path / "theme" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    site = make_site("themed", TERTULIA_THEME=str(tmp_path / "theme"))
    site.command(
        "setup", "--name=The Ness", "--language=en", "--zone=UTC", "--email=ed@ness.example", "--editor=Ed", "--no-password"
    )
    said = site.python(ASK)
    assert re.search(
        r'href="/static/tertulia/look.css[^"]*">\s*<link[^>]+pages.css[^>]+>\s*<link rel="stylesheet" href="/static/tertulia/theme.css\?v=',
        said,
    )
    assert "Printed on paper every Friday." in said
    assert '<aside class="our-pull"><p>Hm</p></aside>' in said
    assert str(tmp_path / "theme" / "static") in said
