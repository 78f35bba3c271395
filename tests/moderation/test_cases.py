"""A case opens with the response that is held, whoever holds it and however it was written, and closes once."""

import pytest
from django.utils import timezone

from tertulia.delivery.worker import handle_waiting
from tertulia.moderation.actions import Action
from tertulia.moderation.cases import open_case, prepare_waiting
from tertulia.moderation.deciding import hold_response, release_response
from tertulia.moderation.models import Case, Decision, Waiting
from tertulia.responses.editing import edit_response
from tertulia.responses.models import Response, State
from tertulia.responses.posting import post_response
from tertulia.responses.withdrawing import withdraw_response
from tertulia.transfer.inserting import insert_rows


def counted():
    """Open cases by the sum of their views, as the triggers count them."""
    return {waiting.views: waiting.cases for waiting in Waiting.objects.exclude(cases=0)}


def test_what_the_gate_holds_has_a_case_in_the_same_transaction(thread, reader):
    response = post_response(thread=thread.pk, author=reader, text="You are an idiot and a liar.").response
    case = Case.objects.get()
    assert (case.response_id, case.thread_id, case.is_held, case.closed_at, case.prepared) == (
        response.pk, thread.pk, True, None, False,
    )  # fmt: skip
    assert counted() == {1: 1}


def test_the_worker_fills_in_what_the_queue_needs(case, reader, held):
    assert (case.reason, case.author, case.language, case.is_new_writer) == ("abuse", reader.pk, "en", True)
    assert case.p > 0.8 and case.harm > 4 and case.prepared and case.rule == "insult.second_person"
    assert counted() == {1 + 32: 1}
    noted = Decision.objects.get()
    assert (noted.action, noted.moderator, noted.automated_decision, noted.response) == (Action.HOLD, None, True, held.pk)


def test_what_arrives_visible_has_none(thread, reader):
    post_response(thread=thread.pk, author=reader, text="A calm word.")
    assert not Case.objects.exists() and counted() == {}


def test_what_an_import_holds_has_a_case_too(thread):
    row = {"thread_id": thread.pk, "listed": False, "place": 1, "state": "held", "author_name": "Old", "text": "x", "html": "x"}
    insert_rows(Response, [{**row, "place": place} for place in range(3)])
    assert Case.objects.filter(closed_at=None, prepared=False).count() == 3
    assert prepare_waiting() == 3
    assert {case.reason for case in Case.objects.all()} == {"imported"}
    assert counted() == {1 + 32: 3}


def test_what_a_person_holds_has_a_case_that_says_so(thread, reader, moderator):
    response = post_response(thread=thread.pk, author=reader, text="A calm word.").response
    hold_response(response=response.pk, moderator=moderator)
    handle_waiting()
    case = Case.objects.get()
    assert (case.is_held, case.reason, case.closed_at) == (True, "person", None)
    assert Decision.objects.get().moderator == moderator.pk


def test_one_open_case_for_each_response(case, held):
    again = open_case(response=held.pk, is_reported=True)
    assert again.pk == case.pk and again.is_held and again.is_reported
    assert again.version > case.version
    assert counted() == {1 + 2 + 32: 1}


def test_withdrawing_closes_the_case(case, held, reader):
    withdraw_response(response=held.pk, author=reader)
    case.refresh_from_db()
    assert case.closed_at is not None and counted() == {}


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.ERASED])
def test_a_notice_stays_open_when_the_words_go(case, held, state):
    open_case(response=held.pk, is_notice=True)
    Response.objects.filter(pk=held.pk).update(state=state, text="", html="")
    case.refresh_from_db()
    assert case.closed_at is None and not case.is_held


def test_what_was_let_through_and_then_edited_comes_back(thread, reader, moderator):
    response = post_response(thread=thread.pk, author=reader, text="Not a calm word, you idiot.").response
    handle_waiting()
    release_response(response=response.pk, moderator=moderator)
    assert not Case.objects.filter(closed_at=None).exists()
    edit_response(response=response.pk, author=reader, text="I have thought about the bridge again.")
    handle_waiting()
    case = Case.objects.get(closed_at=None)
    assert (case.is_edited, case.is_held, case.reason) == (True, False, "edited")


def test_the_counts_follow_a_move_to_another_section(case):
    Case.objects.filter(pk=case.pk).update(section=7, is_urgent=True, closed_at=None)
    assert {(each.section, each.views) for each in Waiting.objects.filter(cases=1)} == {(7, 1 + 4 + 32)}
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now())
    assert counted() == {}
