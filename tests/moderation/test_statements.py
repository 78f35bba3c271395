"""Statements of reasons; what each holds is checked against the rules of the Commission's schema."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.house.grounds import MATTERS, Category
from tertulia.moderation.actions import Action
from tertulia.moderation.evidence import DETECTED
from tertulia.moderation.models import Decision, Statement
from tertulia.moderation.sanctions import Extra
from tertulia.moderation.statements import facts_of, load_statement, restricts, statements_to_guest
from tertulia.notifications.models import Notice
from tertulia.readers.addresses import network_pseudonym
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.editing import edit_response
from tertulia.responses.kinds import ShieldKind
from tertulia.responses.shields import set_shield
from tests.moderation.papers import catch_up, decide, post, regular, report

VISIBILITY = {"REMOVED", "DISABLED", "DEMOTED", "AGE_RESTRICTED", "INTERACTION_RESTRICTED", "LABELLED", "OTHER"}
SOURCES = {"ARTICLE_16", "TRUSTED_FLAGGER", "TYPE_OTHER_NOTIFICATION", "VOLUNTARY"}


def check(stated):
    """The rules of the Commission's schema that concern what we send."""
    assert stated.decision_visibility or stated.decision_provision or stated.decision_account
    assert {each.removeprefix("CONTENT_") for each in stated.decision_visibility} <= VISIBILITY
    assert stated.decision_account in ("", "SUSPENDED", "TERMINATED")
    assert stated.decision_provision in ("", "PARTIAL_SUSPENSION", "TOTAL_SUSPENSION", "PARTIAL_TERMINATION", "TOTAL_TERMINATION")
    assert stated.content_type == ["TEXT"]
    assert stated.category in set(Category)
    assert isinstance(stated.content_date, date)
    assert isinstance(stated.application_date, date)
    assert 0 < len(stated.decision_facts) <= 5000
    assert stated.source_type in SOURCES
    assert stated.automated_detection in (True, False)
    assert stated.automated_decision in ("FULLY", "PARTIALLY", "NOT_AUTOMATED")
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,500}", stated.puid)
    assert re.fullmatch(r"[A-Z]{2}|", stated.content_language)
    if stated.decision_ground == "ILLEGAL_CONTENT":
        assert 0 < len(stated.illegal_content_legal_ground) <= 500
        assert 0 < len(stated.illegal_content_explanation) <= 2000
        assert not stated.incompatible_content_ground
    else:
        assert stated.decision_ground == "INCOMPATIBLE_CONTENT"
        assert 0 < len(stated.incompatible_content_ground) <= 500
        assert 0 < len(stated.incompatible_content_explanation) <= 2000
        assert not stated.illegal_content_legal_ground


@pytest.fixture
def response(thread, reader):
    return post(thread, reader)


def test_an_automatic_hold_is_stated_with_what_was_found_and_that_no_person_decided(held, reader):
    catch_up()
    stated = Statement.objects.get()
    check(stated)
    assert (stated.reader, stated.response, stated.ground) == (reader.pk, held.pk, "house:insult")
    assert (stated.automated_detection, stated.automated_decision, stated.source_type) == (True, "FULLY", "VOLUNTARY")
    assert stated.decision_visibility == ["CONTENT_DISABLED"]
    assert "probably attacks somebody" in stated.decision_facts
    told = Notice.objects.get(reader=reader)
    assert (told.kind, told.path) == ("decision", f"/legal/statements/{stated.pk}/")


@pytest.mark.parametrize("ground", ["house:insult", "house:off-topic", *(f"law:{key}" for key in MATTERS)])
@pytest.mark.parametrize("action", ["remove", "hold", "rephrase"])
def test_every_decision_that_restricts_maps_to_the_schema(response, moderator, action, ground):
    decide(response, moderator, action, ground=ground)
    stated = Statement.objects.get()
    check(stated)
    assert (stated.decision_ground == "ILLEGAL_CONTENT") == ground.startswith("law:")
    assert (stated.ground, stated.automated_decision) == (ground, "NOT_AUTOMATED")


RESTRICTING = ("hold", "rephrase", "remove", "erase", "suspend", "always-hold", "hold-network", "shut-network", "cool-down")


@pytest.mark.parametrize("action", list(Action))
def test_every_action_either_restricts_or_needs_no_statement(action):
    assert restricts(action) == (action in RESTRICTING)


def test_sanctions_are_stated_with_their_end(response, moderator, reader):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    until = timezone.now() + timedelta(days=3)
    decide(response, moderator, "remove", ground="house:threat", also=[Extra(Action.SUSPEND, until), Extra(Action.ALWAYS_HOLD)])
    removed, suspended, watched = Statement.objects.order_by("id")
    for stated in (removed, suspended, watched):
        check(stated)
    assert (suspended.decision_account, suspended.end_date_account_restriction) == ("SUSPENDED", until.date())
    assert watched.decision_provision == "PARTIAL_SUSPENSION"
    assert Notice.objects.filter(reader=reader).count() == 3


@pytest.mark.parametrize(
    ("shield", "says"),
    [
        (ShieldKind.HOLD_ALL, "This thread is protected for a while: every response waits"),
        (ShieldKind.HOLD_NEW, "This thread is protected for a while: what new writers send waits"),
    ],
)
def test_a_hold_by_a_shield_says_so_and_that_no_program_found_anything(thread, reader, moderator, shield, says):
    now = timezone.now()
    set_shield(moderator=moderator, kind=shield, until=now + timedelta(hours=1), thread=thread.pk, now=now)
    post(thread, reader)
    catch_up()
    stated = Statement.objects.get()
    check(stated)
    assert says in stated.decision_facts and "program" not in stated.decision_facts
    assert (stated.automated_detection, stated.automated_decision, stated.ground) == (False, "FULLY", "house:checking")


@pytest.mark.parametrize("reason", sorted(DETECTED))
def test_whatever_the_gate_finds_in_a_text_is_said_in_a_sentence_of_its_own(reason):
    held = Decision(action="hold", reason=reason, automated_decision=True, automated_detection=True)
    assert "asked for a person to look" not in facts_of(held)


def test_a_second_hold_after_an_approved_response_was_edited_is_stated_too(thread, reader, moderator):
    shown = post(thread, reader)
    report(shown, None, network="a" * 32)
    decide(shown, moderator, "keep")
    for text in ("Another word about ropes.", "You are an idiot and a liar."):
        edit_response(response=shown.pk, author=reader, text=text)
        catch_up()
    stated = Statement.objects.get()
    assert stated.automated_detection and "probably attacks somebody" in stated.decision_facts


def test_what_restricts_nobody_needs_no_statement(response, moderator):
    decide(response, moderator, "keep")
    assert not Statement.objects.exists()


def test_advertising_is_stated_until_it_comes_in_bulk(thread, reader, moderator):
    for stated in (1, 2, 2, 2):
        decide(post(thread, reader), moderator, "remove", ground="house:spam")
        assert Statement.objects.count() == stated


def test_advertising_of_somebody_whom_nobody_can_reach_is_not_stated(thread, moderator):
    decide(post(thread, None, name="Nour"), moderator, "remove", ground="house:spam")
    assert not Statement.objects.exists()
    decide(guest_response(thread), moderator, "remove", ground="house:spam")
    assert Statement.objects.count() == 1


def test_a_decision_that_was_undone_is_never_stated(response, moderator):
    from tertulia.moderation.deciding import remove_response
    from tertulia.moderation.undoing import undo_decision

    remove_response(response=response.pk, moderator=moderator)
    undo_decision(decision=Decision.objects.get().pk, moderator=moderator)
    catch_up()
    assert not Statement.objects.exists()


def test_the_same_decision_is_stated_once(held):
    from tertulia.events.kinds import Kind
    from tertulia.events.models import Event
    from tertulia.moderation.statements import state_reasons

    catch_up()
    state_reasons(Event.objects.filter(kind=Kind.DECISION_MADE).first())
    assert Statement.objects.count() == 1


def test_a_hold_by_reports_says_so_and_finds_no_breach_of_the_law_by_itself(response, thread):
    for number in range(3):
        report(response, regular(number, thread), ground="law:speech")
    catch_up()
    stated = Statement.objects.get()
    check(stated)
    assert (stated.source_type, stated.automated_detection, stated.automated_decision) == (
        "TYPE_OTHER_NOTIFICATION",
        False,
        "FULLY",
    )
    assert stated.ground == "house:checking"
    assert stated.decision_facts.startswith("3 readers reported it.")


def test_it_is_written_in_the_language_of_the_one_it_is_for(thread, reader, moderator):
    Reader.objects.filter(pk=reader.pk).update(language="ar")
    decide(post(thread, reader), moderator, "remove", ground="house:insult")
    stated = Statement.objects.get()
    assert stated.incompatible_content_ground == "ناقش الفكرة ولا تهاجم صاحبها"
    assert re.search("[\u0600-\u06ff]", stated.decision_facts)
    assert not re.search("[A-Za-z]{4}", stated.decision_facts)


def test_only_its_addressee_can_read_it(held, reader, other_reader, moderator):
    catch_up()
    stated = Statement.objects.get()
    assert load_statement(stated.pk, reader=reader.pk).facts == stated.decision_facts
    for somebody in (other_reader.pk, moderator.pk, None):
        with pytest.raises(NotFound):
            load_statement(stated.pk, reader=somebody)


def guest_response(thread, email="agnes@elsewhere.example", **more):
    from tertulia.readers.models import Guest

    guest = Guest.objects.create(name="Agnes", email=email, address="0" * 64, confirmed_at=timezone.now(), language="ar")
    return post(thread, None, guest=guest, **more)


def test_a_guest_with_an_address_gets_a_letter_with_a_signed_link(thread, moderator):
    decide(guest_response(thread), moderator, "remove", ground="house:insult")
    (letter,) = mail.outbox
    assert letter.to == ["agnes@elsewhere.example"]
    assert "/legal/statements/" in letter.body
    assert re.search("[\u0600-\u06ff]", letter.subject)


@pytest.mark.parametrize("action", [Action.SUSPEND, Action.ALWAYS_HOLD, Action.HOLD_NETWORK, Action.SHUT_NETWORK])
def test_sanctions_on_a_guest_and_on_their_network_are_stated_by_letter_with_their_end(thread, moderator, action):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    sent = guest_response(thread, network=network_pseudonym("198.51.100.7"))
    decide(sent, moderator, "keep", also=[Extra(action)])
    stated = Statement.objects.get()
    check(stated)
    assert (stated.guest, stated.language, stated.decision.action) == (sent.guest_id, "ar", action)
    if action is not Action.ALWAYS_HOLD:
        assert stated.until and stated.until <= timezone.now() + timedelta(days=7)
        assert stated.end_date_account_restriction or stated.end_date_service_restriction
    assert "/legal/statements/" in mail.outbox[0].body


def test_a_guest_without_an_address_is_told_without_a_letter(thread, moderator):
    forgotten, nameless = guest_response(thread, email=""), post(thread, None, name="Nour")
    for sent in (forgotten, nameless):
        decide(sent, moderator, "remove", ground="house:insult")
    assert not mail.outbox
    assert [each.response for each in statements_to_guest(forgotten.guest_id, [])] == [forgotten.pk]
    assert [each.response for each in statements_to_guest(None, [nameless.pk])] == [nameless.pk]
    assert statements_to_guest(None, [forgotten.pk]) == [], "that is for the guest alone"


def test_no_field_of_a_statement_holds_what_a_person_wrote(response, moderator):
    decide(response, moderator, "remove", ground="house:insult", text="Rosa Vidal, please stop.")
    stated = Statement.objects.get()
    assert "Rosa" not in str(vars(stated))
    assert load_statement(stated.pk, signed=True).letter == "Rosa Vidal, please stop."
