"""A guest on a running site: writes, confirms by mail, makes an account, shows a picture, and leaves."""

import email
import email.policy
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe

from tertulia.readers.proving import QUICKEST
from tests.journeys.conftest import Site
from tests.journeys.people import enter
from tests.readers.pictures import picture

ADDRESS = "nour@guest.example"
PASSWORD = "seven lamps on a quay"
WORDS = "The lamp burned all night, I saw it from the bridge."


@pytest.fixture(scope="module")
def site(make_site: Callable[..., Site]) -> Site:
    """The demonstration, where guests have to confirm and browsers to work."""
    made = make_site("guests", TERTULIA_GUESTS="confirmed", TERTULIA_PROOF_BITS="10", TERTULIA_LEAVING_DAYS="0")
    made.command("demo")
    return made.start()


def letter(page: Any, site: Site, pattern: str) -> str:
    """What stands in the latest letter to the guest under `pattern`, once there is one."""
    folder = site.folder / "outbox"
    for _attempt in range(400):
        for file in sorted(folder.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns, reverse=True):
            body = email.message_from_bytes(file.read_bytes(), policy=email.policy.default).get_body(("plain",)).get_content()
            if found := re.search(pattern, body):
                return found.group(1)
        page.wait_for_timeout(50)
    raise AssertionError(f"no letter with {pattern}")


def write_for_a_while(page: Any) -> None:
    """As long as a person takes at least, by the site's own rule."""
    began = time.monotonic()
    while time.monotonic() - began < QUICKEST + 1:
        page.wait_for_timeout(100)


def serious(page: Any) -> list[str]:
    found = Axe().run(page)["violations"]
    return [each["id"] for each in found if each["impact"] in ("serious", "critical")]


def story(site: Site) -> str:
    return site.url + site.python(
        "from tertulia.responses.models import Thread; print(Thread.objects.filter(url__contains='harbour-tram').first().url)"
    )


def test_a_guest_confirms_becomes_a_reader_shows_a_picture_and_leaves(page: Any, site: Site, tmp_path: Path) -> None:
    there = story(site)
    page.goto(there)
    page.locator("[data-reply]").first.click()
    form = page.locator("form.answer")
    form.locator("[name=name]").fill("Nour Haddad")
    form.locator("[name=email]").fill(ADDRESS)
    form.locator("[name=text]").fill(WORDS)
    write_for_a_while(page)
    assert form.locator("[name=work]").input_value(), "the browser has worked meanwhile"
    form.locator("button").first.click()
    page.get_by_text("We have sent you a letter").wait_for()
    page.goto(there)
    assert WORDS not in page.content()

    page.goto(letter(page, site, r"(http://\S+/you/guest/\S+)"))
    assert serious(page) == []
    page.get_by_role("button", name="Yes, it is mine").click()
    page.get_by_text(WORDS).wait_for()
    page.goto(page.url)
    page.locator("[data-reply]").first.click()
    page.get_by_text("You write as").wait_for()

    page.goto(f"{site.url}/account/signup/")
    page.locator("[name=name]").fill("Nour Haddad")
    page.locator("[name=email]").fill(ADDRESS)
    page.locator("[name=password1]").fill(PASSWORD)
    write_for_a_while(page)
    page.locator("main form button").first.click()
    page.locator("[name=code]").fill(letter(page, site, r"(?m)^\s+(\d{4}-?\d{4})\s*$"))
    page.locator("main form button").first.click()
    page.wait_for_url("**/account/")

    page.goto(f"{site.url}/account/profile/")
    assert serious(page) == []
    page.locator("[name=picture]").set_input_files({"name": "me.png", "mimeType": "image/png", "buffer": picture().getvalue()})
    page.get_by_role("button", name="Use this picture").click()
    page.get_by_alt_text("Your picture").wait_for()
    page.get_by_role("link", name="Your page").first.click()
    page.get_by_text(WORDS).wait_for()
    assert serious(page) == []
    response = page.locator(".about a").first.get_attribute("href")
    page.goto(site.url + response)
    for _attempt in range(200):  # the worker lays the picture beside what was written
        if page.locator("article", has_text=WORDS).locator("img.avatar").count():
            break
        page.wait_for_timeout(100)
        page.reload()
    page.locator("article", has_text=WORDS).locator("img.avatar").first.wait_for()

    page.goto(f"{site.url}/account/leaving/")
    assert serious(page) == []
    page.get_by_role("button", name="Leave").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.get_by_text("will be erased on").wait_for()
    site.python(
        "from tertulia.delivery.worker import do_chores; from django.utils import timezone; do_chores(now=timezone.now())"
    )
    page.goto(f"{site.url}/account/")  # the session ended with the account; the browser learns it here
    page.wait_for_url("**/account/login/**")
    page.goto(there)
    assert WORDS not in page.content()
    assert (
        site.python("from tertulia.readers.models import Reader; print(Reader.objects.filter(email__startswith='nour').count())")
        == "0"
    )
    assert not list((site.folder / "media" / "avatars").glob("*"))
    assert page.console_errors == []


def test_whom_one_ignores_is_folded_for_oneself_alone(page: Any, site: Site) -> None:
    found = site.python(
        "from tertulia.responses.models import Response; r = Response.objects.filter(author__name='Halvard Nes', "
        "state='visible', listed=True).first(); print(r.author_id, r.pk)"
    )
    halvard, response = found.split()
    enter(page, site, "quiet@reader.example", "Quiet Reader")
    page.goto(f"{site.url}/readers/{halvard}/")
    page.get_by_role("button", name="Ignore").click()
    page.get_by_text("You ignore this reader").wait_for()
    page.goto(f"{site.url}/r/{response}/")
    folded = page.locator(f"#response-{response} > details.ignored").first
    folded.wait_for()
    assert not folded.evaluate("each => each.open")
    page.context.clear_cookies()
    page.reload()
    assert page.locator("details.ignored").count() == 0
    assert page.console_errors == []
