"""Whole journeys of the law on a running site, without script: a report, a notice, a hold with its appeal."""

import email
import re
import time
from collections.abc import Callable
from email import policy
from typing import Any

import pytest

from tests.journeys.conftest import Site
from tests.journeys.paper import bare
from tests.journeys.people import enter

__all__ = ["bare"]

POST = """
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.readers.models import Reader
author = Reader.objects.get(email="halvard@quay.example")
thread = Thread.objects.filter(story__live=True, state="open", language__in=("", "en")).order_by("id").first()
print(post_response(thread=thread.pk, author=author, text={words!r}).response.pk)
"""
DECIDE = """
from django.utils import timezone
from tertulia.events.models import Event
from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import Reasons, decide_response
from tertulia.readers.models import Reader
decide_response(
    response={response}, moderator=Reader.objects.get(email="miriam@quay.example"), action=Action({action!r}),
    reasons=Reasons(ground="house:off-topic"),
)
Event.objects.filter(handled_at=None).update(due_at=timezone.now())  # as if the seconds for undoing were over
"""
SENIOR = """
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
grant_role(reader=Reader.objects.get(email="sena@quay.example"), role=Role.SENIOR_MODERATOR)
"""


def until(true: Callable[[], Any]) -> Any:
    """What `true` returns once it is true."""
    for _attempt in range(150):
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come true")


def letters_to(site: Site, address: str) -> list[str]:
    """The mails to somebody, oldest first: subject and words."""
    found = []
    for file in sorted((site.folder / "outbox").glob("*.eml")):
        message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        if address in message["To"]:
            found.append(f"{message['Subject']}\n{message.get_body(('plain',)).get_content()}")
    return found


def test_a_report_without_an_account_and_its_outcome(bare: Any, demo_site: Site) -> None:
    response = demo_site.python(POST.format(words="Buy your lanterns from my cousin, he has many."))
    bare.goto(f"{demo_site.url}/r/{response}/")
    shown = bare.locator(f"#response-{response}")
    shown.locator("details.more > summary").click()
    shown.get_by_role("link", name="Report").click()
    bare.get_by_label("No advertising, no floods").check()
    bare.get_by_role("button", name="Send the report").click()
    assert "A moderator will look at it." in bare.get_by_role("main").inner_text()
    demo_site.python(DECIDE.format(response=response, action="remove"))
    until(lambda: bare.reload() and "You were right" in bare.get_by_role("main").inner_text())


def test_a_notice_its_receipt_and_its_decision(bare: Any, demo_site: Site) -> None:
    response = demo_site.python(POST.format(words="The harbour master keeps two sets of books, and everybody knows."))
    bare.goto(f"{demo_site.url}/rules/")
    bare.get_by_role("link", name="Notice of illegal content").click()
    bare.get_by_label("Where it stands").fill(f"{demo_site.url}/r/{response}/")
    bare.get_by_label("Illegal speech: hatred, incitement, defamation").check()
    bare.get_by_label("Why you think that it is illegal").fill("A court has found that this is untrue.")
    bare.get_by_label("Your name").fill("Inga Holm")
    bare.get_by_label("Your e-mail").fill("inga@elsewhere.example")
    bare.get_by_label("To the best of my knowledge").check()
    bare.get_by_role("button", name="Send the notice").click()
    receipt = bare.get_by_role("main").inner_text()
    reference = re.search(r"N-\w{4}-\w{4}", receipt)
    assert reference is not None
    assert "This is your receipt." in receipt
    first = until(lambda: letters_to(demo_site, "inga@elsewhere.example"))
    assert reference[0] in first[0]
    demo_site.python(DECIDE.format(response=response, action="keep"))
    letters = until(lambda: letters_to(demo_site, "inga@elsewhere.example")[1:])
    assert "appeal within six months" in letters[0]
    link = re.search(r"http://\S+/legal/notice/\S+", letters[0])
    assert link is not None
    bare.goto(link[0])
    assert "did not find that it is illegal" in bare.get_by_role("main").inner_text()
    assert bare.get_by_role("button", name="Send the appeal").is_visible()


@pytest.fixture
def newsroom(browser: Any, demo_site: Site) -> Any:
    """The window of somebody who may answer appeals."""
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    enter(window, demo_site, "sena@quay.example")
    demo_site.python(SENIOR)
    yield window
    context.close()


def test_a_hold_by_the_program_is_explained_appealed_and_reversed_by_a_person(bare: Any, newsroom: Any, demo_site: Site) -> None:
    enter(bare, demo_site, "ola@reader.example", name="Ola")
    thread = demo_site.python(
        'from tertulia.responses.models import Thread; print(Thread.objects.filter(story__live=True, state="open", language__in=("", "en")).first().pk)'
    )
    bare.goto(f"{demo_site.url}/threads/{thread}/respond/")
    bare.get_by_label("Your response").fill("You are an idiot and a liar, said the lantern to the moth.")
    bare.get_by_role("button", name="Post the response").click()
    if bare.get_by_role("button", name="Post it all the same").count():
        bare.get_by_role("button", name="Post it all the same").click()
    assert "a moderator looks first" in bare.get_by_role("main").inner_text()
    bare.goto(f"{demo_site.url}/account/inbox/")
    until(lambda: bare.reload() and bare.locator("main a[href*='/legal/statements/']").count())
    bare.locator("main a[href*='/legal/statements/']").first.click()
    reasons = bare.get_by_role("main").inner_text()
    for words in ("Your response is held", "A program took part in finding it.", "Argue with the point, not against the person"):
        assert words in reasons
    assert "probably attacks somebody" in until(lambda: letters_to(demo_site, "ola@reader.example"))[0]
    bare.get_by_label("Why the decision should be another").fill("It is the lantern that says so.")
    bare.get_by_role("button", name="Send the appeal").click()
    newsroom.goto(f"{demo_site.url}/desk/papers/")
    case = newsroom.locator("section").filter(has_text="It is the lantern that says so.")
    case.get_by_label("Answer, in words").fill("So it does. We are sorry.")
    case.get_by_role("button", name="The decision falls").click()
    bare.reload()
    assert "So it does. We are sorry." in bare.get_by_role("main").inner_text()
    response = demo_site.python(
        "from tertulia.responses.models import Response; print(Response.objects.get(author__email='ola@reader.example').pk)"
    )
    bare.goto(f"{demo_site.url}/r/{response}/")
    assert "restored after an appeal" in bare.locator(f"#response-{response} > article > header").inner_text()
