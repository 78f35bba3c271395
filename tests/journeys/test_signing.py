"""Readers come in by mail, write under their name, and a moderator lets a held response through."""

import email
import email.policy
import re
import secrets

import pytest

from tertulia.config.demonstration.people import PASSWORD

MODERATOR, READER = "miriam@quay.example", "halvard@quay.example"
A_STORY = """
from tertulia.responses.models import ThreadState
from tertulia.responses.threads import open_thread, set_thread_state
from tertulia.stories.models import FrontPage, StoryPage
page = FrontPage.objects.get().add_child(instance=StoryPage(title="A quiet corner", slug={slug!r}))
page.save_revision().publish()
page.refresh_from_db()
thread = open_thread(story=page, site=page.get_site().pk)
set_thread_state(thread=thread, state=ThreadState({state!r}))
print(page.dated_address())
"""


def make_story(site, state="open"):
    """Publish a story with a thread in `state`; its whole address."""
    return site.url + site.python(A_STORY.format(slug=f"corner-{secrets.token_hex(3)}", state=state))


def code_for(site, address):
    """The code in the newest mail to `address`."""
    for file in sorted((site.folder / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        if mail["To"] == address:
            assert mail.get_content_type() == "text/plain"
            return re.search(r"\b\d{4}-\d{4}\b", mail.get_content())[0]
    raise AssertionError(f"no mail to {address}")


def sign_in(page, site, address, *, then="/account/"):
    page.goto(f"{site.url}/account/login/?next={then}")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.url}{then}")


def write(page, story, words):
    page.goto(story)
    thread = page.get_by_role("link", name="Write a response").first.get_attribute("href")
    page.goto(story.split("/20")[0] + thread)
    page.locator("textarea[name=text]").fill(words)
    page.get_by_role("button", name="Post").click()


@pytest.fixture
def newcomer(page, demo_site):
    """A reader who has just signed up with the code from the mail; their address."""
    mark = secrets.token_hex(3)
    address = f"nadia.{mark}@reader.example"
    page.goto(f"{demo_site.url}/account/login/")
    page.get_by_role("link", name="I am new here").click()
    page.get_by_label("Name").fill(f"Nadia Rahal {mark}")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_label("Code").fill(code_for(demo_site, address))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{demo_site.url}/account/")
    return address


def test_a_newcomer_signs_up_and_writes_under_the_own_name(page, demo_site, newcomer):
    story = make_story(demo_site)
    write(page, story, "I climbed those stairs as a child.")
    page.wait_for_url(re.compile(r"#response-\d+$"))
    response = page.locator(":target")
    assert "Nadia Rahal" in response.inner_text()
    assert "I climbed those stairs as a child." in response.inner_text()
    assert page.console_errors == []


def test_a_reader_comes_back_with_a_code_alone(page, demo_site, newcomer):
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{demo_site.url}/account/login/?next=/account/email/")
    page.get_by_role("link", name="Sign in with a code by e-mail").click()
    page.get_by_label("E-mail").fill(newcomer)
    page.get_by_role("button", name="Send the code").click()
    page.get_by_label("Code").fill(code_for(demo_site, newcomer))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{demo_site.url}/account/email/")
    assert page.get_by_text(newcomer).is_visible()


def test_the_sign_in_works_without_script(browser, demo_site):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context.new_page(), demo_site, READER)
    context.close()


def test_a_reader_is_told_that_the_newsroom_is_not_theirs(page, demo_site):
    sign_in(page, demo_site, READER)
    answer = page.goto(f"{demo_site.url}/admin/pages/")
    assert answer.status == 403
    assert page.get_by_text("Your account does not belong to the newsroom.").is_visible()
    page.goto(f"{demo_site.url}/account/")
    assert page.locator(".notice").count() == 0


@pytest.mark.parametrize(("verb", "seen"), [("Release", 1), ("Remove", 0)])
def test_a_moderator_decides_on_a_held_response_and_the_next_read_shows_it(page, browser, demo_site, verb, seen):
    words = f"Look up tonight {secrets.token_hex(3)}."
    story = make_story(demo_site, state="held")
    sign_in(page, demo_site, READER)
    write(page, story, words)
    reader = browser.new_page()
    reader.goto(story)
    assert reader.get_by_text(words).count() == 0

    desk = browser.new_context().new_page()
    sign_in(desk, demo_site, MODERATOR, then="/admin/")
    desk.get_by_role("link", name="Held responses").first.click()
    row = desk.get_by_role("row").filter(has_text=words)
    assert "A quiet corner" in row.inner_text()
    row.get_by_role("button", name=verb).click()
    desk.locator(".messages .success").wait_for()
    assert desk.get_by_text(words).count() == 0

    reader.goto(story)
    assert reader.get_by_text(words).count() == seen
    desk.context.close()
    reader.close()


def test_signing_out_of_the_admin_is_signing_out(page, demo_site):
    sign_in(page, demo_site, MODERATOR, then="/admin/")
    page.get_by_role("button", name="Miriam Dahl").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{demo_site.url}/")
    page.goto(f"{demo_site.url}/account/")
    assert "/account/login/" in page.url
