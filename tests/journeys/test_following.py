"""Following: the inbox and its count, names completed, what is new, what changes while the page is open."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.conftest import Site
from tests.journeys.people import enter

A_STORY = """
from tertulia.responses.posting import post_response
from tertulia.responses.threads import open_thread
from tertulia.readers.models import Reader
from tertulia.stories.models import FrontPage, StoryPage
front = FrontPage.objects.get()
page = front.add_child(instance=StoryPage(title="The crane of Pier Four", slug="crane-of-pier-four"))
page.save_revision().publish()
page.refresh_from_db()
thread = open_thread(story=page, site=page.get_site().pk)
salma = Reader.objects.get(email="salma@quay.example")
top = post_response(thread=thread.pk, author=salma, text="It has not moved since spring.").response
print(page.dated_address(), thread.pk, top.pk)
"""
SAID = """
from datetime import timedelta
from tertulia.readers.models import Reader
from tertulia.responses.posting import post_response
halvard = Reader.objects.get(email="halvard@quay.example")
from django.utils import timezone
print(post_response(thread={thread}, author=halvard, text={text!r}, parent={parent}, now=timezone.now() + timedelta(seconds={later})).response.pk)
"""
DONE = """
from tertulia.readers.models import Reader
from tertulia.moderation.deciding import remove_response
from tertulia.responses.editing import edit_response
from tertulia.responses.featuring import feature_response
from tertulia.responses.voting import cast_vote
halvard = Reader.objects.get(email="halvard@quay.example")
miriam = Reader.objects.get(email="miriam@quay.example")
cast_vote(response={top}, reader=halvard, value=1)
edit_response(response={edited}, author=halvard, text="Oiled in May, not in June.")
remove_response(response={removed}, moderator=miriam)
feature_response(response={top}, editor=miriam)
"""


@pytest.fixture(scope="module")
def crane(demo_site: Site) -> tuple[Site, str, int, int]:
    """A story with one response by Salma: the site, its address, the thread, the response."""
    path, thread, top = demo_site.python(A_STORY).split()
    return demo_site, demo_site.url + path, int(thread), int(top)


@pytest.fixture
def miriam(page: Any, demo_site: Site) -> Any:
    enter(page, demo_site, "miriam@quay.example")
    return page


@pytest.fixture
def salma(page: Any, demo_site: Site) -> Any:
    enter(page, demo_site, "salma@quay.example")
    return page


@pytest.fixture
def halvard(browser: Any, demo_site: Site) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    enter(window, demo_site, "halvard@quay.example")
    yield window
    context.close()


def say(site: Site, thread: int, text: str, parent: int | None = None, later: int = 0) -> int:
    """`later`: seconds after now at which it is said."""
    return int(site.python(SAID.format(thread=thread, text=text, parent=parent, later=later)))


def test_a_mention_is_completed_reaches_the_inbox_and_is_read(salma: Any, halvard: Any, crane: Any) -> None:
    _site, story, _thread, top = crane
    halvard.goto(story)
    halvard.locator(f"#response-{top} [data-reply]").click()
    text = halvard.locator(".inplace textarea")
    text.press_sequentially("Ask @سل")
    halvard.get_by_role("option", name="سلمى درويش", selected=True).wait_for()
    box = halvard.get_by_role("combobox", name="Your reply", expanded=True)
    assert box.get_attribute("aria-activedescendant") == halvard.get_by_role("option", selected=True).get_attribute("id")
    assert halvard.get_by_role("listbox", name="People in this thread").get_attribute("id") == box.get_attribute("aria-controls")
    assert "People in this thread: " in halvard.locator(".inplace").get_by_role("status").last.inner_text()
    text.press("Escape")
    halvard.get_by_role("combobox", name="Your reply").wait_for(state="detached")
    text.press_sequentially("م")
    halvard.get_by_role("option", name="سلمى درويش").wait_for()
    text.press("Enter")
    text.press_sequentially("about it.")
    assert re.fullmatch(r"Ask @سلمى درويش about it\.", text.input_value())
    halvard.get_by_role("button", name="Post the reply").click()
    mention = halvard.locator(".response .words a", has_text="@سلمى درويش")
    mention.wait_for()
    assert mention.get_attribute("href") == f"/r/{top}/"
    for _look in range(40):
        salma.goto(story)
        salma.locator("[data-me] a[href='/account/inbox/']").wait_for()
        if salma.locator("[data-me] .unread-count").count():
            break
    assert salma.locator("[data-me] .unread-count").inner_text() == "1"
    salma.locator("[data-me] a[href='/account/inbox/']").click()
    assert "Halvard Nes" in salma.locator(".told .unread").first.inner_text()
    salma.locator("main form button").first.click()
    salma.locator(".told .unread").first.wait_for(state="detached")
    assert salma.console_errors == []


def test_a_thread_is_followed_in_place_and_without_a_script(salma: Any, crane: Any, browser: Any) -> None:
    site, story, thread, _top = crane
    salma.goto(story)
    follow = salma.locator("[data-follow]")
    salma.locator("[data-follow][aria-pressed=false]").wait_for()
    follow.click()
    salma.locator("[data-follow][aria-pressed=true]").wait_for()
    assert follow.inner_text() == "You follow this"
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    enter(bare, site, "salma@quay.example")
    bare.goto(f"{site.url}/follow/thread/{thread}/")
    assert bare.locator("html").get_attribute("lang") == "ar"  # the language she chose
    bare.locator("button[name=follow][value='0']").click()
    bare.goto(f"{site.url}/follow/thread/{thread}/")
    assert bare.locator("button[name=follow][value='1']").count() == 1
    context.close()


def test_what_came_since_the_last_visit_is_marked_and_reached(page: Any, crane: Any) -> None:
    site, story, thread, top = crane
    page.goto(story)
    assert page.locator(".since").count() == 0
    page.locator(".response").first.wait_for()
    page.evaluate("import(document.querySelector('.thread').dataset.marks).then(() => true)")
    page.goto("about:blank")
    said = say(site, thread, "It was oiled in May.", top, later=2)  # times on the page are whole seconds
    window = page.context.new_page()
    window.goto(story)
    window.locator(".since", has_text="New since your last visit: 1").wait_for()
    assert window.locator(".fresh").get_attribute("id") == f"response-{said}"
    window.locator(".since button").click()
    assert window.evaluate("document.activeElement.id") == f"response-{said}"
    assert page.console_errors == []


def test_changes_are_followed_while_the_page_is_open_until_it_is_the_page_everybody_gets(
    page: Any, browser: Any, crane: Any
) -> None:
    site, story, thread, top = crane
    edited = say(site, thread, "Oiled in June.", top)
    removed = say(site, thread, "Nobody cares.", top)
    with page.expect_response("**/live/"):
        page.goto(story)
    site.python(DONE.format(top=top, edited=edited, removed=removed))
    page.get_by_text("Oiled in May, not in June.").wait_for()
    page.locator(f"#response-{removed}").wait_for(state="detached")
    page.locator(".featured", has_text="Chosen by").wait_for()
    page.locator(f"#response-{top} [data-vote='1'] span", has_text="1").first.wait_for()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    other = context.new_page()
    other.goto(story)
    inside = "document.querySelector('.thread').innerHTML.replace(/>\\s+</g, '><')"
    assert page.evaluate(inside) == other.evaluate(inside)
    context.close()
    assert page.console_errors == []


def test_a_moderator_features_in_place_and_without_a_script(miriam: Any, crane: Any, browser: Any) -> None:
    site, story, thread, _top = crane
    chosen = say(site, thread, "Ask the harbour master, she has the keys.")
    miriam.goto(story)
    response = miriam.locator(f"#response-{chosen}")
    response.locator(":scope > article .more > summary").click()
    response.get_by_role("button", name="Feature", exact=True).click()
    miriam.locator(".featured", has_text="Ask the harbour master").wait_for()
    response.locator(":scope > article .chosen").wait_for()
    response.get_by_role("button", name="Feature no more").click()
    response.locator(":scope > article .chosen").wait_for(state="detached")
    miriam.locator(".featured", has_text="Ask the harbour master").wait_for(state="detached")
    assert miriam.console_errors == []
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    enter(bare, site, "miriam@quay.example")
    bare.goto(story)
    same = bare.locator(f"#response-{chosen} > article")
    same.locator(".more > summary").click()
    same.get_by_role("link", name="Change").click()
    bare.get_by_role("link", name="Show it first").click()
    bare.locator("button[name=feature][value='1']").click()
    bare.locator(".featured", has_text="Ask the harbour master").wait_for()
    context.close()
