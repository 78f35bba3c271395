from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tertulia.delivery.worker import handle_waiting
from tertulia.errors import (
    AlreadyDecided,
    CaseTaken,
    EditWindowOver,
    NoAccount,
    NotAllowed,
    NotFound,
    SignInNeeded,
    StateConflict,
    UndoOver,
)
from tertulia.events.kinds import Kind
from tertulia.events.models import Event
from tertulia.moderation.actions import Action
from tertulia.moderation.cases import open_case
from tertulia.moderation.deciding import (
    Reasons,
    decide,
    decide_response,
    hold_response,
    release_response,
    remove_response,
    restore_response,
)
from tertulia.moderation.models import Case, Decision, Waiting
from tertulia.moderation.sanctions import Extra
from tertulia.moderation.teaching import teach_decision
from tertulia.moderation.undoing import undo_decision
from tertulia.readers.standing import standing_of
from tertulia.responses.editing import edit_response
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.posting import post_response
from tertulia.responses.visibility import move_state

VERBS = {
    hold_response: ({State.VISIBLE}, State.HELD, Kind.RESPONSE_HELD),
    release_response: ({State.HELD, State.SPAM}, State.VISIBLE, Kind.RESPONSE_RELEASED),
    remove_response: ({State.VISIBLE, State.HELD, State.SPAM}, State.REMOVED, Kind.RESPONSE_REMOVED),
    restore_response: ({State.REMOVED}, State.VISIBLE, Kind.RESPONSE_RESTORED),
}


@pytest.fixture
def response(thread, reader):
    return post_response(thread=thread.pk, author=reader, text="A word.").response


def put(response, state):
    Response.objects.filter(pk=response.pk).update(state=state, listed=state == State.VISIBLE)
    Thread.objects.update(visible=int(state == State.VISIBLE))


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
@pytest.mark.parametrize("state", list(State))
def test_each_verb_has_its_states_and_its_event(response, moderator, verb, state):
    before, after, kind = VERBS[verb]
    put(response, state)
    if state not in before:
        with pytest.raises(StateConflict):
            verb(response=response.pk, moderator=moderator)
        assert Response.objects.get().state == state
        return
    verb(response=response.pk, moderator=moderator)
    stored = Response.objects.get()
    shown = after == State.VISIBLE
    assert (stored.state, stored.listed, Thread.objects.get().visible) == (after, shown, int(shown))
    assert Event.objects.filter(kind=kind, response=response.pk, reader=moderator.pk).count() == 1


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_only_moderators_may(response, reader, verb):
    for who, error in ((reader, NotAllowed), (None, SignInNeeded)):
        with pytest.raises(error):
            verb(response=response.pk, moderator=who)
    assert Response.objects.get().state == State.VISIBLE


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_an_unknown_response_is_not_found(db, moderator, verb):
    with pytest.raises(NotFound):
        verb(response=4711, moderator=moderator)


def test_whoever_comes_second_is_told(response, moderator):
    seen_before = Response.objects.get(pk=response.pk)
    remove_response(response=response.pk, moderator=moderator)
    with pytest.raises(StateConflict):
        move_state(seen_before, before=(State.VISIBLE,), after=State.HELD)
    assert Response.objects.get().state == State.REMOVED


def test_the_version_of_the_thread_moves_with_every_change(response, moderator):
    for verb in (hold_response, release_response, remove_response, restore_response):
        before = Thread.objects.get().version
        verb(response=response.pk, moderator=moderator)
        assert Thread.objects.get().version > before


def said(**what):
    return Reasons(**{"ground": "rule-2", "text": "The point is welcome without the name.", **what})


def test_a_decision_closes_the_case_and_is_written_down(case, held, moderator):
    decide(case=case.pk, moderator=moderator, action=Action.REMOVE, reasons=said(note="Third time."))
    case.refresh_from_db()
    made = Decision.objects.get(moderator=moderator.pk)
    assert case.closed_at is not None and case.fingerprint == ""
    assert (made.before, made.after, made.ground, made.note, made.case_id) == (
        "held",
        "removed",
        "rule-2",
        "Third time.",
        case.pk,
    )
    assert made.p == case.p and made.waited >= 0 and made.automated_detection and not made.automated_decision
    assert Response.objects.get(pk=held.pk).state == State.REMOVED
    assert sum(Waiting.objects.values_list("cases", flat=True)) == 0


def test_whoever_is_second_is_told_who_was_first_and_what_they_did(case, moderator, colleague):
    decide(case=case.pk, moderator=colleague, action=Action.RELEASE)
    with pytest.raises(AlreadyDecided) as refused:
        decide(case=case.pk, moderator=moderator, action=Action.REMOVE)
    assert "Ana" in str(refused.value) and "released" in str(refused.value)
    assert Response.objects.get().state == State.VISIBLE
    assert Decision.objects.filter(moderator__isnull=False).count() == 1


def test_a_case_that_a_colleague_has_open_is_theirs_until_the_claim_ends(case, moderator, colleague, now):
    Case.objects.filter(pk=case.pk).update(claimed_by=colleague.pk, claimed_until=now + timedelta(minutes=2))
    with pytest.raises(CaseTaken, match="Ana"):
        decide(case=case.pk, moderator=moderator, action=Action.REMOVE, now=now)
    decide(case=case.pk, moderator=moderator, action=Action.REMOVE, now=now + timedelta(minutes=3))


def test_a_decision_on_the_page_wins_over_a_claim_in_the_queue(case, held, moderator, colleague):
    Case.objects.filter(pk=case.pk).update(claimed_by=colleague.pk, claimed_until=timezone.now() + timedelta(minutes=2))
    remove_response(response=held.pk, moderator=moderator)
    with pytest.raises(AlreadyDecided, match="Mo"):
        decide(case=case.pk, moderator=colleague, action=Action.RELEASE)


def test_a_reported_response_can_be_kept(thread, reader, moderator):
    response = post_response(thread=thread.pk, author=reader, text="A calm word.").response
    case = open_case(response=response.pk, is_reported=True)
    decide(case=case.pk, moderator=moderator, action=Action.KEEP)
    made = Decision.objects.get()
    assert (made.before, made.after, made.source) == ("visible", "visible", "report")
    assert not Case.objects.filter(closed_at=None).exists()


def test_asked_to_rephrase_it_goes_back_and_returns_when_edited(case, held, reader, moderator):
    decide(case=case.pk, moderator=moderator, action=Action.REPHRASE)
    assert not Case.objects.filter(closed_at=None).exists()
    later = timezone.now() + timedelta(days=3)
    edit_response(response=held.pk, author=reader, text="I do not believe a word of it.", now=later)
    handle_waiting()
    back = Case.objects.get(closed_at=None)
    assert (back.is_held, back.is_edited, back.reason) == (True, True, "rephrased")
    with pytest.raises(EditWindowOver):
        edit_response(response=held.pk, author=reader, text="And once more.", now=later)


def test_a_visible_response_waits_for_its_author_too(thread, reader, moderator):
    response = post_response(thread=thread.pk, author=reader, text="A calm word.").response
    decide_response(response=response.pk, moderator=moderator, action=Action.REPHRASE)
    stored = Response.objects.get()
    assert stored.state == State.HELD and stored.asked_at and not Case.objects.exists()


def test_a_guest_cannot_be_asked(thread, moderator):
    guest = post_response(thread=thread.pk, author=None, name="Gil", text="You are an idiot and a liar.").response
    with pytest.raises(NoAccount):
        decide_response(response=guest.pk, moderator=moderator, action=Action.REPHRASE)
    assert Response.objects.get().state == State.HELD and not Decision.objects.exists()


@pytest.mark.parametrize("action", [Action.REMOVE, Action.RELEASE, Action.REPHRASE])
def test_what_is_decided_can_be_undone_for_ten_seconds(case, held, moderator, now, action):
    made = decide(case=case.pk, moderator=moderator, action=action, also=[Extra(Action.WARN)], now=now)
    assert standing_of(made.author, now=now).has_unread_warning
    undo_decision(decision=made.pk, moderator=moderator, now=now + timedelta(seconds=9))
    stored = Response.objects.get()
    assert (stored.state, stored.asked_at, stored.thread.visible) == (State.HELD, None, 0)
    assert Case.objects.get(closed_at=None).pk == case.pk
    assert not standing_of(made.author, now=now).has_unread_warning
    assert Decision.objects.filter(undoes__isnull=False).count() == 2
    with pytest.raises(UndoOver):
        undo_decision(decision=made.pk, moderator=moderator, now=now + timedelta(seconds=9))


def test_nobody_undoes_later_or_for_somebody_else(case, moderator, colleague, now):
    made = decide(case=case.pk, moderator=moderator, action=Action.REMOVE, now=now)
    with pytest.raises(NotAllowed):
        undo_decision(decision=made.pk, moderator=colleague, now=now)
    with pytest.raises(UndoOver):
        undo_decision(decision=made.pk, moderator=moderator, now=now + timedelta(seconds=30))


def test_what_was_undone_teaches_nothing(case, moderator):
    made = decide(case=case.pk, moderator=moderator, action=Action.REMOVE)
    event = Event.objects.get(kind=Kind.DECISION_MADE, decision=made.pk)
    assert event.due_at - event.at >= timedelta(seconds=10)
    undo_decision(decision=made.pk, moderator=moderator)
    assert teach_decision(event) == {}


def test_the_log_of_decisions_only_grows(case, moderator):
    made = decide(case=case.pk, moderator=moderator, action=Action.REMOVE, reasons=said(note="A colleague's words."))
    for change in ({"action": "keep"}, {"moderator": None}, {"text": "Other words."}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=made.pk)._raw_delete("default")
    Decision.objects.filter(pk=made.pk).update(text="", note="")
    made.refresh_from_db()
    assert (made.action, made.text, made.note) == ("remove", "", "")


def test_the_log_survives_whoever_and_whatever_it_was_about(case, held, reader, moderator):
    decide(case=case.pk, moderator=moderator, action=Action.REMOVE)
    before = list(Decision.objects.values())
    held.screenings.all().delete()
    Response.objects.filter(pk=held.pk).delete()
    reader.delete()
    moderator.delete()
    assert list(Decision.objects.values()) == before
