"""The rules of the house as pages, and the form that publishes the next version."""

import pytest
from django.test import Client

from tertulia.house.rulebook import load_rulebook
from tertulia.readers.roles import Role, grant_role


@pytest.fixture
def senior(other_reader):
    grant_role(reader=other_reader, role=Role.SENIOR_MODERATOR)
    client = Client()
    client.force_login(other_reader)
    return client


@pytest.fixture
def site(front_page):
    return front_page.get_site().pk


def sent(**changes):
    """The shipped rules as the form sends them."""
    form = {"version": "0", "contact": "desk@quay.example", "preamble-en": "Welcome.", "preamble-ar": ""}
    for number, clause in enumerate(load_rulebook(1, 0).clauses):
        form |= {f"key-{number}": clause.key, f"category-{number}": clause.category.value}
        form |= {f"title-{number}-{code}": clause.title(code) for code in ("en", "ar")}
        form |= {f"text-{number}-{code}": clause.text(code) for code in ("en", "ar")}
    return {**form, **changes}


def test_everybody_reads_the_rules_in_their_own_language(client, front_page):
    page = client.get("/rules/").content.decode()
    assert 'id="rule-insult"' in page
    assert "Argue with the point, not against the person" in page
    page = client.get("/rules/", headers={"Accept-Language": "ar"}).content.decode()
    assert "ناقش الفكرة ولا تهاجم صاحبها" in page
    assert 'dir="rtl"' in page


def test_the_rules_say_that_programs_are_used_how_to_appeal_what_misuse_is_and_how_to_reach_the_newsroom(client, front_page):
    page = client.get("/rules/").content.decode()
    for heading in ("deciding", "telling", "appealing", "misuse", "contact"):
        assert f'id="{heading}"' in page
    assert "A program reads every response" in page
    assert "out-of-court" in page


def test_who_keeps_the_rules_publishes_a_version_and_the_former_can_still_be_read(senior, client, front_page):
    assert "Argue with the point" in senior.get("/desk/rules/").content.decode()
    more = {"key-20": "soup", "new-20": "1", "title-20-en": "No soup", "category-20": "OTHER_VIOLATION_TC", "drop-1": "on"}
    answer = senior.post("/desk/rules/", sent(**more))
    assert (answer.status_code, answer.url) == (303, "/rules/")
    page = client.get("/rules/").content.decode()
    assert 'id="rule-soup"' in page
    assert 'id="rule-hate"' not in page
    assert "desk@quay.example" in page
    former = client.get("/rules/0/").content.decode()
    assert "This is a former version." in former
    assert 'id="rule-hate"' in former
    assert client.get("/rules/7/").status_code == 404


def test_what_does_not_fit_is_shown_again_with_everything_in_it(senior, front_page, site):
    answer = senior.post("/desk/rules/", sent(**{"key-20": "so up", "new-20": "1", "title-20-en": "No soup"}))
    page = answer.content.decode()
    assert (answer.status_code, load_rulebook(site).version) == (400, 0)
    assert 'value="so up"' in page
    assert "Every rule needs a short name" in page


def test_a_version_that_is_no_longer_the_newest_is_not_overwritten(senior, front_page, site):
    senior.post("/desk/rules/", sent())
    assert senior.post("/desk/rules/", sent(contact="elsewhere")).status_code == 409
    assert senior.post("/desk/rules/", sent(version="nonsense")).status_code == 409
    assert load_rulebook(site).contact == "desk@quay.example"


@pytest.mark.parametrize("who", ["reader", "moderator"])
def test_the_form_is_for_those_who_keep_the_rules(client, who, request, front_page):
    assert client.get("/desk/rules/").status_code == 401
    client.force_login(request.getfixturevalue(who))
    assert client.get("/desk/rules/").status_code == 403
    assert client.post("/desk/rules/", sent()).status_code == 403


def test_every_page_leads_to_the_rules(client, front_page):
    assert 'href="/rules/"' in client.get("/").content.decode()
