"""The desk's pages, read and sent without a browser."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from tertulia.delivery.worker import handle_waiting
from tertulia.events.models import Event
from tertulia.house.shipped_rules import shipped_clauses
from tertulia.moderation.actions import Action
from tertulia.moderation.appealing import appeal_statement
from tertulia.moderation.cases import open_case
from tertulia.moderation.claiming import claim_case
from tertulia.moderation.deciding import decide, decide_response
from tertulia.moderation.letters import letters_for
from tertulia.moderation.models import Case, Decision, Note
from tertulia.moderation.reasons import SHIPPED
from tertulia.moderation.sanctions import Extra
from tertulia.moderation.statements import state_reasons
from tertulia.readers import standing
from tertulia.readers.addresses import network_pseudonym
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.editing import edit_response
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.posting import post_response


@pytest.fixture
def held(story_thread, reader):
    response = post_response(thread=story_thread.pk, author=reader, text="You are an idiot and a liar.").response
    handle_waiting()
    return response


@pytest.fixture
def case(held):
    return Case.objects.get(response=held, closed_at=None)


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def words(answer):
    return answer.content.decode()


def test_the_card_marks_the_words_and_offers_what_fits(desk, case):
    page = words(desk.get("/desk/"))
    assert '<mark class="hot">' in page and 'value="release"' in page and 'value="keep"' not in page
    assert 'name="suspend"' not in page, "that takes a senior moderator"


def test_the_card_says_why_first_and_proposes_the_ground_a_removal_would_rest_on(desk, case, held, reader, other_reader):
    page = words(desk.get("/desk/"))
    assert "attack 0." in page[page.index('class="because') :][:200] or "attack 1." in page[page.index('class="because') :][:200]
    assert '<option value="house:insult" selected>' in page and '<details class="screened">' not in page
    calm = post_response(thread=held.thread_id, author=other_reader, text="A calm word about lamps.").response
    reported = open_case(response=calm.pk, is_reported=True)
    page = words(desk.get(f"/desk/cases/{reported.pk}/"))
    assert '<details class="screened">' in page and " selected" not in page[page.index('id="ground"') :][:200]


def test_everything_of_a_writer_is_on_one_page(desk, case, held, reader, moderator):
    desk.post(f"/desk/cases/{case.pk}/note/", {"about": "Apologised by mail."})
    desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "remove", "ground": "law:speech"})
    page = words(desk.get(f"/desk/writers/{reader.pk}/"))
    assert "an idiot and a liar" in page and "Apologised by mail." in page and "1 of 1 (100%)" in page
    assert f'href="/desk/responses/{held.pk}/"' in page
    assert desk.get("/desk/writers/4711/").status_code == 404


def test_a_moderator_of_another_site_sees_nothing_of_a_writer(client, held, reader, db):
    elsewhere = Reader.objects.create_user("far@quay.example", name="Far")
    grant_role(reader=elsewhere, role=Role.MODERATOR, site=7)
    client.force_login(elsewhere)
    assert "an idiot and a liar" not in words(client.get(f"/desk/writers/{reader.pk}/"))
    client.force_login(reader)
    assert client.get(f"/desk/writers/{reader.pk}/").status_code == 403


def test_from_the_page_nobody_overturns_unawares_what_a_colleague_decided(desk, case, held):
    ana = Reader.objects.create_user("ana@quay.example", name="Ana")
    grant_role(reader=ana, role=Role.MODERATOR)
    theirs = decide(case=case.pk, moderator=ana, action=Action.RELEASE, also=[Extra(Action.WARN)])
    path = f"/desk/responses/{held.pk}/"
    refused = desk.post(path, {"action": "remove"}, headers={"X-Tertulia-Part": "1"})
    assert refused.status_code == 409 and "Ana was faster: released" in words(refused)
    assert f'name="seen" value="{theirs.pk}"' in words(refused) and 'value="remove"' in words(refused)
    assert desk.post(path, {"action": "remove", "seen": str(theirs.pk)}).status_code == 303


def test_words_that_changed_while_they_were_read_are_not_decided_about_unread(desk, case, held, reader):
    path = f"/desk/cases/{case.pk}/decide/"
    read = re.search(r'name="read" value="(\d+)"', words(desk.get("/desk/")))[1]
    edit_response(response=held.pk, author=reader, text="You are a liar. I will find where you live.")
    refused = desk.post(path, {"action": "release", "read": read, "note": "harmless"})
    held.refresh_from_db()
    assert (refused.status_code, held.state) == (409, "held")
    page = words(refused)
    assert 'data-code="words-changed"' in page and "find where you live" in page and 'value="harmless"' in page
    again = re.search(r'name="read" value="(\d+)"', page)[1]
    assert desk.post(path, {"action": "remove", "read": again}).status_code == 303


def test_beside_its_story_too_nothing_is_decided_about_words_that_changed(desk, held, reader):
    path = f"/desk/responses/{held.pk}/"
    edit_response(response=held.pk, author=reader, text="Other words, quite as bad: you idiot.")
    refused = desk.post(path, {"action": "release", "seen": "0", "read": "0"})
    assert refused.status_code == 409 and 'data-code="words-changed"' in words(refused)
    read = re.search(r'name="read" value="(\d+)"', words(refused))[1]
    assert desk.post(path, {"action": "release", "seen": "0", "read": read}).status_code == 303


def test_identical_ones_are_those_whose_words_are_identical_now(desk, story_thread, held, case, other_reader):
    twin = post_response(thread=story_thread.pk, author=other_reader, text="You are an IDIOT  and a liar.").response
    handle_waiting()
    edit_response(response=twin.pk, author=other_reader, text="You are an idiot, and I will find where you live.")
    desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "release", "same": "1"})
    twin.refresh_from_db()
    assert twin.state == "held"


def test_whoever_is_no_moderator_stays_out(client, reader, case):
    assert client.get("/desk/").status_code == 401
    client.force_login(reader)
    for path in ("/desk/", f"/desk/cases/{case.pk}/", "/desk/overview/", "/desk/threads/", "/desk/reasons/", "/desk/news/"):
        assert client.get(path).status_code == 403, path
    assert client.post(f"/desk/cases/{case.pk}/decide/", {"action": "remove"}).status_code == 403


PLACES = ("", "overview/", "threads/", "sanctions/", "trusted/", "reasons/", "papers/", "rules/", "?view=held&words=lamp")


@pytest.mark.parametrize("place", PLACES)
def test_whoever_is_not_signed_in_is_led_to_sign_in_and_back(client, moderator, place):
    to_sign_in = client.get(f"/desk/{place}", headers={"accept": "text/html"})
    assert to_sign_in.status_code == 302 and "no-store" in to_sign_in["Cache-Control"]
    assert parse_qs(urlsplit(to_sign_in["Location"]).query) == {"next": [f"/desk/{place}"]}
    assert client.get(f"/desk/{place}").status_code == 401, "a script is told, not led"


def test_a_decision_after_the_session_ended_leads_back_to_its_case(client, case):
    path = f"/desk/cases/{case.pk}/"
    refused = client.post(f"{path}decide/", {"action": "remove"}, headers={"referer": f"http://testserver{path}?view=held"})
    assert refused.status_code == 401
    assert f"/account/login/?next={path}%3Fview%3Dheld" in words(refused)
    elsewhere = client.post(f"{path}decide/", {"action": "remove"}, headers={"referer": "https://elsewhere.example/desk/"})
    assert "?next=/&#34;" not in words(elsewhere) and '?next=/"' in words(elsewhere)


def test_a_reader_is_told_that_the_desk_is_for_moderators(client, reader):
    client.force_login(reader)
    for place in PLACES:
        refused = client.get(f"/desk/{place}")
        assert refused.status_code == 403 and "The desk is for moderators" in words(refused), place


def test_what_cannot_be_undone_any_more_is_said_in_the_queue(desk, case, held):
    desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "remove"})
    decision = Decision.objects.get(action=Action.REMOVE)
    colleague = Reader.objects.create_user("ana@quay.example", name="Ana")
    grant_role(reader=colleague, role=Role.MODERATOR)
    decide_response(response=held.pk, moderator=colleague, action=Action.RESTORE)
    late = desk.post(f"/desk/decisions/{decision.pk}/undo/")
    assert late.status_code == 409 and 'data-code="state-conflict"' in words(late) and 'class="columns"' in words(late)
    held.refresh_from_db()
    assert held.state == State.VISIBLE


def test_the_desk_works_and_says_so_when_screening_does_not(desk, story_thread, reader, monkeypatch):
    def fail(*_given, **_named):
        raise ValueError("the model file is broken")

    for place in ("tertulia.responses.gate.screen", "tertulia.moderation.card.screen", "tertulia.web.health.screen"):
        monkeypatch.setattr(place, fail)
    assert "could not read some responses" not in words(desk.get("/desk/"))
    post_response(thread=story_thread.pk, author=reader, text="A quiet word about the lamp.")
    handle_waiting()
    page = words(desk.get("/desk/"))
    assert "could not read some responses since yesterday: 1." in page and "screening failed" in page
    health = desk.get("/health")
    assert (health.status_code, health.json()["screener"], health.json()["screening_failures"]) == (503, False, 1)


def test_the_second_of_two_sendings_is_told_what_became_of_the_first(desk, case):
    path = f"/desk/cases/{case.pk}/decide/"
    assert desk.post(path, {"action": "remove"}).status_code == 303
    again = desk.post(path, {"action": "remove", "note": "kept words"})
    assert again.status_code == 409 and "was faster" in words(again)
    assert Decision.objects.filter(action=Action.REMOVE).count() == 1


def test_the_rules_in_other_languages_are_folded_until_they_are_wanted(client, moderator):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    client.force_login(moderator)
    page = words(client.get("/desk/rules/"))
    first, rest = page.split('<details class="language">', 1)
    assert 'name="preamble-en"' in first and 'name="preamble-ar"' not in first and 'name="preamble-ar"' in rest


def test_the_ready_letter_goes_out_where_nothing_was_written(desk, case):
    desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "remove", "ground": "house:insult", "warn": "1"})
    removed, warned = (Decision.objects.get(action=action) for action in (Action.REMOVE, Action.WARN))
    assert removed.text.startswith("Your response was removed because it attacks a person")
    assert warned.text.startswith("This is a warning") and removed.ground == "house:insult"


def test_no_letter_goes_out_that_says_something_else_than_the_ground(desk, case):
    desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "remove", "ground": "law:privacy"})
    assert Decision.objects.get(action=Action.REMOVE).text == ""
    house = {f"house:{clause.key}" for clause in shipped_clauses()}
    for language, _name in settings.LANGUAGES:
        said = [(letter.action, letter.ground) for letter in letters_for(case.site, language) if letter.language == language]
        assert sorted(said) == sorted((action, ground) for code, action, ground, *_words in SHIPPED if code == "en"), language
    assert {ground for _language, action, ground, *_words in SHIPPED if action is Action.REMOVE} < house


def test_who_comes_second_is_told_who_was_first_and_keeps_what_was_written(desk, case, db):
    ana = Reader.objects.create_user("ana@quay.example", name="Ana")
    grant_role(reader=ana, role=Role.MODERATOR)
    decide(case=case.pk, moderator=ana, action=Action.RELEASE)
    answer = desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "remove", "text": "My own words."})
    assert answer.status_code == 409 and "Ana" in words(answer) and 'data-code="already-decided"' in words(answer)
    assert Response.objects.get().state == State.VISIBLE


def test_a_case_a_colleague_has_open_can_be_taken_over(desk, case, db):
    ana = Reader.objects.create_user("ana@quay.example", name="Ana")
    grant_role(reader=ana, role=Role.MODERATOR)
    claim_case(case=case.pk, moderator=ana, now=timezone.now())
    assert "Ana" in words(desk.get(f"/desk/cases/{case.pk}/"))
    desk.post(f"/desk/cases/{case.pk}/take-over/")
    assert desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "release"}).status_code == 303


def test_a_decision_is_undone_from_the_page_that_follows(desk, case):
    page = desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "release"}, follow=True)
    made = Decision.objects.get(action=Action.RELEASE)
    assert f"/desk/decisions/{made.pk}/undo/" in words(page)
    desk.post(f"/desk/decisions/{made.pk}/undo/")
    assert Response.objects.get().state == State.HELD


def test_identical_texts_are_decided_together(desk, story_thread, held, case, other_reader):
    post_response(thread=story_thread.pk, author=other_reader, text="You are an IDIOT  and a liar.")
    handle_waiting()
    assert 'name="same"' in words(desk.get(f"/desk/cases/{case.pk}/"))
    desk.post(f"/desk/cases/{case.pk}/decide/", {"action": "remove", "same": "1"})
    assert set(Response.objects.values_list("state", flat=True)) == {"removed"}
    assert not Case.objects.filter(closed_at=None).exists()


def test_a_queue_that_stays_open_is_told_by_ids(desk, case, moderator):
    news = desk.get(f"/desk/news/?shown={case.pk}").json()
    assert news["counts"]["held"] == 1 and news["gone"] == [] and news["fresh"] == []
    decide(case=case.pk, moderator=moderator, action=Action.RELEASE)
    assert desk.get(f"/desk/news/?shown={case.pk}").json()["gone"] == [case.pk]


def test_a_note_is_for_colleagues(desk, case):
    desk.post(f"/desk/cases/{case.pk}/note/", {"about": "Apologised by mail."})
    assert Note.objects.get().text in words(desk.get(f"/desk/cases/{case.pk}/"))


def test_from_the_page_a_response_is_removed_through_the_same_log(desk, story, story_thread, reader, client):
    response = post_response(thread=story_thread.pk, author=reader, text="A calm word about lamps.").response
    assert "calm word about lamps" in words(client.get(story.dated_address()))
    assert desk.get(f"/threads/{story_thread.pk}/mine/").json()["moderates"] is True
    answer = desk.post(f"/desk/responses/{response.pk}/", {"action": "remove"}, headers={"X-Tertulia-Part": "1"})
    assert answer.status_code == 204 and Decision.objects.get().action == Action.REMOVE
    assert "calm word about lamps" not in words(client.get(story.dated_address()))


def test_a_reader_sees_no_such_actions(client, story_thread, reader):
    client.force_login(reader)
    assert client.get(f"/threads/{story_thread.pk}/mine/").json()["moderates"] is False


def test_the_overview_has_a_table_and_a_sheet_for_every_chart(desk, case, moderator):
    decide(case=case.pk, moderator=moderator, action=Action.REMOVE)
    page = words(desk.get("/desk/overview/"))
    assert page.count("<svg") == page.count("<table") == 6
    sheet = desk.get("/desk/overview/precision.csv").content
    assert sheet.startswith(b"\xef\xbb\xbf"), "what spreadsheets know UTF-8 by"
    assert sheet.decode("utf-8-sig").splitlines() == ["reason,decided,upheld,share", "abuse,1,1,100"]
    assert desk.get("/desk/overview/nothing.csv").status_code == 404


def test_a_long_headline_leaves_room_for_its_number_above_the_bar(desk, case, story_thread):
    Thread.objects.filter(pk=story_thread.pk).update(title="Those who leave their lamps below " * 4)
    page = words(desk.get("/desk/overview/"))
    label = re.search(r"<text[^>]*>\W*(Those who[^<]*)</text>", page)[1]
    assert len(label) < 60 and "…" in label and label.endswith("· 1")
    assert "lamps below Those who leave their lamps below Those" in page, "the table has it whole"


def test_a_warning_is_read_on_its_page(client, reader, case, moderator, story_thread):
    decide(case=case.pk, moderator=moderator, action=Action.REMOVE)
    made = Decision.objects.get(action=Action.REMOVE)
    standing.warn(reader=reader.pk, decision=made.pk, now=timezone.now())
    client.force_login(reader)
    refused = client.post(f"/threads/{story_thread.pk}/respond/", {"text": "A calm word."})
    assert refused.status_code == 403 and "/account/warnings/" in words(refused)
    client.post("/account/warnings/")
    assert client.post(f"/threads/{story_thread.pk}/respond/", {"text": "A calm word."}).status_code == 303


def test_shields_and_the_state_of_a_thread_are_set_here(desk, story_thread):
    desk.post(f"/desk/threads/{story_thread.pk}/", {"do": "raise", "kind": "slow", "minutes": "3", "hours": "6"})
    assert story_thread.shields.get().minutes == 3
    desk.post(f"/desk/threads/{story_thread.pk}/", {"do": "lower", "key": story_thread.shields.get().pk})
    assert not story_thread.shields.exists()
    desk.post(f"/desk/threads/{story_thread.pk}/", {"do": "state", "state": "closed"})
    story_thread.refresh_from_db()
    assert story_thread.state == "closed"
    assert desk.post(f"/desk/threads/{story_thread.pk}/", {"do": "raise", "kind": "nonsense"}).status_code == 404


def test_an_appeal_is_answered_on_its_card_in_words(desk, case, moderator):
    colleague = Reader.objects.create_user("tove@quay.example", name="Tove")
    grant_role(reader=colleague, role=Role.MODERATOR)
    made = decide(case=case.pk, moderator=colleague, action=Action.REMOVE)
    state_reasons(Event(decision=made.pk))
    asked = appeal_statement(statement=made.statement.pk, text="It was a quotation.")
    opened = Case.objects.get(closed_at=None)
    path = f"/desk/cases/{opened.pk}/appeals/{asked.pk}/"
    assert 'value="stands"' not in words(desk.get(f"/desk/cases/{opened.pk}/")), "that takes a senior moderator"
    assert Case.objects.get(pk=opened.pk).claimed_by is None, "so it waits for one"
    assert desk.post(path, {"action": "falls", "text": "So it was."}).status_code == 403
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    card = words(desk.get(f"/desk/cases/{opened.pk}/"))
    assert "It was a quotation." in card and 'value="stands"' in card and 'value="remove"' not in card
    assert desk.post(path, {"action": "falls", "text": " "}).status_code == 400
    answered = desk.post(path, {"action": "falls", "text": "So it was."})
    assert answered.status_code == 303 and "The decision falls." in words(desk.get(answered.url))
    assert Response.objects.get(pk=case.response_id).state == State.VISIBLE
    assert not Case.objects.filter(closed_at=None).exists()


def test_a_moderator_is_shown_the_way_from_a_report_to_the_desk(desk, client, story_thread, reader):
    shown = post_response(thread=story_thread.pk, author=reader, text="A word about ropes.").response
    way = f'href="/desk/responses/{shown.pk}/"'
    assert way in words(desk.get(f"/responses/{shown.pk}/report/"))
    client.logout()
    assert way not in words(client.get(f"/responses/{shown.pk}/report/"))


@pytest.fixture
def from_a_guest(story_thread, db):
    """The case of a held response that a guest sent from a network that is known."""
    hot = "You are an idiot and a liar."
    posted = post_response(
        thread=story_thread.pk, author=None, name="Passer-by", text=hot, network=network_pseudonym("198.51.100.7")
    )
    handle_waiting()
    return Case.objects.get(response=posted.response, closed_at=None)


def test_a_guests_network_is_held_from_the_card_seen_in_the_list_and_let_go_again(desk, from_a_guest):
    card = words(desk.get(f"/desk/cases/{from_a_guest.pk}/"))
    assert 'name="hold-network"' in card and 'name="shut-network"' not in card, "to shut it out takes a senior moderator"
    desk.post(f"/desk/cases/{from_a_guest.pk}/decide/", {"action": "remove", "hold-network": "1"})
    made = Decision.objects.get(action=Action.HOLD_NETWORK)
    assert "A guest's network" in (listed := words(desk.get("/desk/sanctions/"))) and f'value="{made.pk}"' in listed
    assert desk.post("/desk/sanctions/", {"key": made.pk}).status_code == 303
    assert "Nobody is restricted." in words(desk.get("/desk/sanctions/"))


def test_holding_a_network_is_undone_with_the_decision(desk, from_a_guest):
    desk.post(f"/desk/cases/{from_a_guest.pk}/decide/", {"action": "remove", "hold-network": "1"})
    desk.post(f"/desk/decisions/{Decision.objects.get(action=Action.REMOVE).pk}/undo/")
    assert "Nobody is restricted." in words(desk.get("/desk/sanctions/"))


def test_an_administrator_marks_trusted_flaggers_at_the_desk(desk, client, moderator, reader):
    assert desk.get("/desk/trusted/").status_code == 403
    grant_role(reader=moderator, role=Role.ADMINISTRATOR)
    assert desk.post("/desk/trusted/", {"email": "nobody@elsewhere.example"}).status_code == 422
    assert desk.post("/desk/trusted/", {"email": reader.email}).status_code == 303
    assert reader.email in words(desk.get("/desk/trusted/")) and "/desk/trusted/" in words(desk.get("/desk/papers/"))
    desk.post("/desk/trusted/", {"do": "drop", "key": reader.pk})
    assert "Nobody is marked." in words(desk.get("/desk/trusted/"))
