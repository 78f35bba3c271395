"""The pages of the law, without script: reporting, notices, statements, appeals, and the desk's answers."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.moderation.appealing import answer_appeal, appeal_notice
from tertulia.moderation.models import Appeal, LegalNotice, Report, Statement
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.models import Response
from tests.moderation.papers import catch_up, decide, post


@pytest.fixture
def response(story_thread, reader):
    return post(story_thread, reader)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def senior(db):
    person = Reader.objects.create_user("sena@quay.example", name="Sena")
    grant_role(reader=person, role=Role.SENIOR_MODERATOR)
    return person


def text_of(answer):
    return answer.content.decode()


def test_a_response_has_a_link_to_report_it(client, story, response):
    assert f'href="/responses/{response.pk}/report/"' in text_of(client.get(story.dated_address()))


def test_anybody_reports_and_learns_the_outcome(client, response, moderator):
    form = text_of(client.get(f"/responses/{response.pk}/report/"))
    assert 'value="house:insult"' in form
    assert 'value="law:speech"' in form
    assert 'value="house:checking"' not in form
    answer = client.post(f"/responses/{response.pk}/report/", {"ground": "house:insult", "text": "He means me."})
    assert answer.status_code == 303
    page = text_of(client.get(answer.url))
    assert "A moderator will look at it." in page
    assert "He means me." in page
    decide(response, moderator, "remove", ground="house:insult")
    assert "You were right" in text_of(client.get(answer.url))


def test_a_report_without_a_ground_is_shown_again_with_its_words(client, response):
    answer = client.post(f"/responses/{response.pk}/report/", {"text": "He means me."})
    assert answer.status_code == 400
    assert "He means me." in text_of(answer)
    assert "Choose which rule or law this breaks." in text_of(answer)


def test_programs_that_fill_in_everything_report_nothing(client, response):
    sent = {"ground": "house:insult", "website": "https://spam.example"}
    assert client.post(f"/responses/{response.pk}/report/", sent, follow=True).status_code == 200
    notice = {"url": f"/r/{response.pk}/", "ground": "law:speech", "explanation": "x", "website": "x"}
    assert client.post("/legal/notice/", notice, follow=True).status_code == 200
    assert not Report.objects.exists()
    assert not LegalNotice.objects.exists()


def test_a_form_without_its_token_does_nothing(response):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/responses/{response.pk}/report/", {"ground": "house:insult"}).status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "path", ["/legal/reports/7/", "/legal/reports/7:forged/", "/legal/notice/7:x/", "/legal/statements/7:x/"]
)
def test_an_address_that_was_not_signed_by_us_opens_nothing(client, path, front_page):
    assert client.get(path).status_code == 404


def test_a_notice_needs_no_account_and_is_receipted_at_once(client, response, moderator):
    assert "good_faith" in text_of(client.get(f"/legal/notice/?url=/r/{response.pk}/"))
    sent = {
        "url": f"http://testserver/r/{response.pk}/",
        "ground": "law:speech",
        "explanation": "It is untrue.",
        "name": "Agnes Holm",
        "email": "agnes@elsewhere.example",
        "good_faith": "1",
    }
    without = text_of(client.post("/legal/notice/", {**sent, "good_faith": ""}))
    assert "Confirm that what you say is accurate" in without
    assert "It is untrue." in without
    answer = client.post("/legal/notice/", sent)
    receipt = text_of(client.get(answer.url))
    assert LegalNotice.objects.get().reference in receipt
    assert "This is your receipt." in receipt
    decide(response, moderator, "keep")
    page = text_of(client.get(answer.url))
    assert "did not find that it is illegal" in page
    assert "by a person, not by a program" in page
    client.post(answer.url, {"text": "Look again."})
    assert "Look again." in text_of(client.get(answer.url))
    assert Appeal.objects.get().notice is not None


def test_a_statement_is_for_its_addressee_alone(client, response, reader, other_reader, moderator):
    decide(response, moderator, "remove", ground="house:insult", text="Please argue with the point.")
    path = f"/legal/statements/{Statement.objects.get().pk}/"
    assert client.get(path).status_code == 401
    assert signed_in(other_reader).get(path).status_code == 404
    assert signed_in(other_reader).post(path, {"text": "Mine!"}).status_code == 404
    page = text_of(signed_in(reader).get(path))
    for words in (
        "Your response has been removed.",
        "Please argue with the point.",
        "A moderator read it and removed it.",
        "Argue with the point, not against the person",
        "No program took part in finding it.",
        "A person.",
        'id="appeal"',
    ):
        assert words in page


def test_an_appeal_goes_to_somebody_else_and_its_answer_is_seen_on_both_sides(client, story, response, reader, moderator, senior):
    decide(response, moderator, "remove", ground="house:insult")
    path = f"/legal/statements/{Statement.objects.get().pk}/"
    author = signed_in(reader)
    assert author.post(path, {"text": " "}).status_code == 400
    assert author.post(path, {"text": "It was about the rope."}).status_code == 303
    assert "To be answered by" in text_of(author.get(path))
    assert author.post(path, {"text": "Again."}).status_code == 409
    desk = text_of(signed_in(senior).get("/desk/papers/"))
    assert "It was about the rope." in desk
    assert "days left" in desk
    assert "A senior moderator answers." not in desk
    assert "You decided this." in text_of(signed_in(moderator).get("/desk/papers/"))
    address = f"/desk/papers/appeals/{Appeal.objects.get().pk}/"
    refused = signed_in(moderator).post(address, {"decision": "falls", "answer": "Yes."})
    assert refused.status_code == 403
    empty = signed_in(senior).post(address, {"decision": "falls", "answer": ""})
    assert (empty.status_code, "Write something first." in text_of(empty)) == (400, True)
    signed_in(senior).post(address, {"decision": "falls", "answer": "You are right."})
    assert "You are right." in text_of(author.get(path))
    assert Response.objects.get(pk=response.pk).state == "visible"
    assert "restored after an appeal" in text_of(client.get(story.dated_address()))


def test_whoever_is_refused_on_appeal_is_told_where_else_to_turn(response, reader, moderator, senior):
    decide(response, moderator, "remove", ground="house:insult")
    path = f"/legal/statements/{Statement.objects.get().pk}/"
    author = signed_in(reader)
    author.post(path, {"text": "It was about the rope."})
    refused = {"decision": "stands", "answer": "It names a person."}
    signed_in(senior).post(f"/desk/papers/appeals/{Appeal.objects.get().pk}/", refused)
    page = text_of(author.get(path))
    assert "It names a person." in page and "out-of-court dispute settlement" in page


def test_the_desk_answers_a_notice_about_a_page(client, story, moderator, reader):
    sent = {
        "url": f"http://testserver{story.dated_address()}",
        "ground": "law:rights",
        "explanation": "This is my picture.",
        "name": "Agnes",
        "email": "agnes@elsewhere.example",
        "good_faith": "1",
    }
    given = client.post("/legal/notice/", sent)
    assert signed_in(reader).get("/desk/papers/").status_code == 403
    assert client.get("/desk/papers/").status_code == 401
    desk = signed_in(moderator)
    assert "This is my picture." in text_of(desk.get("/desk/papers/"))
    notice = LegalNotice.objects.get()
    desk.post(f"/desk/papers/notices/{notice.pk}/", {"decision": "not", "answer": "We have the licence."})
    catch_up()
    assert "We have the licence." in text_of(client.get(given.url))
    assert "None waits." in text_of(desk.get("/desk/papers/"))


def test_a_reader_sees_what_they_reported(client, response, other_reader):
    reporter = signed_in(other_reader)
    assert "You have not reported anything." in text_of(reporter.get("/legal/reports/"))
    reporter.post(f"/responses/{response.pk}/report/", {"ground": "other", "text": "It is about me."})
    assert "It is about me." in text_of(reporter.get("/legal/reports/"))
    assert client.get("/legal/reports/").status_code == 302


@pytest.mark.parametrize("path", ["/legal/notice/", "/responses/{}/report/"])
def test_the_forms_speak_arabic(client, response, path):
    page = text_of(client.get(path.format(response.pk), headers={"Accept-Language": "ar"}))
    assert 'dir="rtl"' in page


def test_the_list_of_what_waits_is_turned_and_an_answer_keeps_the_place(moderator):
    given = {"site": 1, "url": "/", "ground": "law:rights", "explanation": "x", "good_faith": True}
    for number in range(22):
        at = timezone.now() + timedelta(minutes=number)
        LegalNotice.objects.create(reference=f"N-{number:02}", at=at, due_at=at, **given)
    desk = signed_in(moderator)
    first = text_of(desk.get("/desk/papers/"))
    assert "N-19" in first and "N-20" not in first
    further = re.search(r'href="(/desk/papers/\?notices=\d+)#notices"', first)[1]
    second = text_of(desk.get(further))
    assert "N-19" not in second and "N-21" in second
    for notice in LegalNotice.objects.filter(reference__in=["N-20", "N-21"]):
        action = f"/desk/papers/notices/{notice.pk}/{urlsplit(further).query and '?' + urlsplit(further).query}"
        assert f'action="{action}"' in second
        assert desk.post(action, {"decision": "not", "answer": "We have the licence."}).url == further
    assert 'href="/desk/papers/#notices"' in text_of(desk.get(further)), "nothing is left here, but there are others"
    for nonsense in ("x", "0", "9" * 30, "-1", "4711"):
        assert "N-00" in text_of(desk.get(f"/desk/papers/?notices={nonsense}&appeals={nonsense}"))


def test_who_answers_what_a_colleague_has_answered_is_told_and_keeps_the_words(response, reader, moderator, senior):
    decide(response, moderator, "remove", ground="house:insult")
    signed_in(reader).post(f"/legal/statements/{Statement.objects.get().pk}/", {"text": "It was about the rope."})
    answer_appeal(appeal=Appeal.objects.get().pk, moderator=senior, reverses=False, answer="It was not.")
    address = f"/desk/papers/appeals/{Appeal.objects.get().pk}/"
    late = signed_in(senior).post(address, {"decision": "falls", "answer": "A long and careful answer."})
    assert late.status_code == 409
    assert 'data-code="state-conflict"' in text_of(late) and "A long and careful answer." in text_of(late)


def test_whoever_answered_a_notice_does_not_answer_the_appeal_against_it(moderator):
    grant_role(reader=moderator, role=Role.SENIOR_MODERATOR)
    now = timezone.now()
    given = {"site": 1, "url": "/", "ground": "law:rights", "explanation": "x", "good_faith": True, "reference": "N-1"}
    answered = {"outcome": "rejected", "answer": "We have the licence.", "decided_by": moderator.pk, "decided_at": now}
    notice = LegalNotice.objects.create(at=now, due_at=now, **given, **answered)
    appeal_notice(notice=notice.pk, text="You have not.")
    page = text_of(signed_in(moderator).get("/desk/papers/"))
    assert "You decided this." in page and "We have the licence." in page and "The decision falls" not in page
