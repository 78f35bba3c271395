from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.house.rulebook import load_rulebooks, publish_rulebook
from tertulia.house.shipped_rules import shipped_clauses
from tertulia.moderation.models import Appeal, Decision, LegalNotice, Report
from tertulia.moderation.papers import open_appeals, open_notices
from tertulia.responses.models import Response


@pytest.fixture
def papers(thread, reader, moderator):
    """Makes open appeals and notices in bulk, each about a response of its own; the earliest made is due last."""

    def make(count, site=1):
        now = timezone.now()
        place = {"thread": thread, "author": reader, "author_name": "Rosa", "text": "x", "html": "<p>Rope</p>"}
        responses = Response.objects.bulk_create([Response(place=each, **place) for each in range(count)])
        kept = {"moderator": moderator.pk, "action": "keep", "text": "It stays.", "site": site, "thread": thread.pk, "at": now}
        given = {"site": site, "thread": thread.pk, "ground": "house:insult", "rule_version": 0, "weight": 1.0, "at": now}
        told = {"site": site, "url": "/", "ground": "law:speech", "good_faith": True, "at": now}
        for number, response in enumerate(responses):
            due = now + timedelta(days=14) - timedelta(minutes=number)
            decision = Decision.objects.create(response=response.pk, **kept)
            report = Report.objects.create(response=response, outcome="rejected", **given)
            asked = {"report": report, "against": decision.pk, "site": site, "response": response.pk, "at": now, "due_at": due}
            Appeal.objects.create(text=f"Appeal {number}", **asked)
            LegalNotice.objects.create(reference=f"N-{site}-{number}", due_at=due, **told)

    return make


@pytest.mark.parametrize("count", [5, 50])
def test_however_many_wait_a_list_costs_the_same_few_queries(papers, moderator, count, django_assert_num_queries):
    papers(count)
    with django_assert_num_queries(4):  # the appeals, the rules, the decisions, the responses
        appeals = open_appeals().papers
    with django_assert_num_queries(2):  # the notices, the rules
        notices = open_notices().papers
    assert len(appeals) == len(notices) == min(count, 20)
    assert (appeals[0].against, appeals[0].letter, appeals[0].html) == (moderator.pk, "It stays.", "<p>Rope</p>")


def test_a_list_goes_on_after_the_last_paper_shown_and_the_most_urgent_come_first(papers):
    papers(7)
    seen, after = [], None
    while not seen or after:
        page = open_appeals(after=after, most=3)
        seen += [one.text for one in page.papers]
        after = page.next
    assert seen == [f"Appeal {number}" for number in reversed(range(7))]


def test_a_list_goes_on_after_a_paper_that_was_answered_meanwhile(papers):
    papers(4)
    after = open_notices(most=2).next
    LegalNotice.objects.filter(pk=after).update(outcome="rejected")
    assert [one.about for one in open_notices(after=after).papers] == ["N-1-1", "N-1-0"]


def test_notices_of_trusted_flaggers_come_first_on_every_page(papers):
    papers(4)
    LegalNotice.objects.filter(reference__in=["N-1-0", "N-1-1", "N-1-2"]).update(trusted=True)
    first = open_notices(most=2)
    rest = open_notices(after=first.next)
    assert [one.about for one in (*first.papers, *rest.papers)] == ["N-1-2", "N-1-1", "N-1-0", "N-1-3"]


def test_only_what_is_on_the_sites_asked_for_is_listed(papers):
    papers(2)
    papers(1, site=7)
    assert [(len(open_appeals(sites).papers), len(open_notices(sites).papers)) for sites in ([7], [1], None, [])] == [
        (1, 1), (2, 2), (3, 3), (0, 0),
    ]  # fmt: skip


def test_the_rules_of_many_sites_are_one_query(db, moderator, django_assert_num_queries):
    for version in (0, 1):
        changed = {"preambles": {"en": f"Number {version}"}, "contact": "", "editor": moderator.pk}
        publish_rulebook(site=3, based_on=version, clauses=shipped_clauses(), **changed)
    with django_assert_num_queries(1):
        books = load_rulebooks({1, 3})
    assert (books[1].version, books[3].version, books[3].preamble("en")) == (0, 2, "Number 1")
