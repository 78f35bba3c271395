"""The API's description: for machines a snapshot that only changes on purpose, for people a page.

After a wanted change, write the snapshot anew with `python -m tests.api.test_openapi` and read the difference.
"""

import json
import re
from html import escape
from pathlib import Path

import html5lib
import pytest

SNAPSHOT = Path(__file__).with_name("openapi.json")


def described() -> str:
    from tertulia.api.urls import api

    return json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_description_is_the_one_on_record():
    assert described() == SNAPSHOT.read_text(), "wanted? then: python -m tests.api.test_openapi"


def test_the_description_is_served(guest):
    answer = guest.get("openapi.json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(SNAPSHOT.read_text())


def test_every_endpoint_tells_its_refusals(guest):
    for path, operations in guest.get("openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            statuses = set(operation["responses"])
            assert statuses & {"200", "201", "204"}, (method, path)
            assert "404" in statuses, (method, path)
            assert operation["summary"], (method, path)


@pytest.fixture
def docs(guest):
    answer = guest.get("docs")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return answer.content.decode()


def test_the_page_tells_every_endpoint_parameter_and_code(docs, guest):
    from tertulia.errors import Refused, every_refusal

    for path, operations in guest.get("openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            assert f"{method.upper()} {path}" in docs
            assert escape(operation["summary"]).replace("&#x27;", "&#39;") in docs
            for parameter in operation["parameters"]:
                assert f"<code>{parameter['name']}</code>" in docs
    for kind in every_refusal():
        assert kind is Refused or f'id="{kind.code}"' in docs
    assert docs.count("curl ") == 12


def test_the_page_needs_no_script_and_asks_nobody_else(docs):
    tree = html5lib.parse(docs, namespaceHTMLElements=False)
    assert tree.find(".//script") is None
    assert not tree.findall(".//*[@style]") and tree.find(".//style") is None
    loading = [one.get("src") or one.get("href") for one in tree.iter() if one.tag in ("img", "link", "iframe", "source")]
    assert all(address.startswith("/") and not address.startswith("//") for address in loading)


def test_the_page_is_sound_html(docs):
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    parser.parse(docs)
    assert parser.errors == []
    names = re.findall(r'\bid="([^"]+)"', docs)
    assert len(names) == len(set(names))
    links = set(re.findall(r'href="#([^"]+)"', docs))
    assert links <= set(names)


if __name__ == "__main__":
    import os

    import tests.early  # noqa: F401

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.config.settings")
    import django

    django.setup()
    SNAPSHOT.write_text(described())
