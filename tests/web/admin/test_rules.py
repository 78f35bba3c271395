import pytest

from tertulia.house.models import Policy, WordRule
from tertulia.responses.posting import post_response
from tertulia.stories.arriving import default_site


@pytest.fixture
def office(client, moderator):
    client.force_login(moderator)
    return client


RULE = {"pattern": "flapdoodle", "effect": "ban", "prefix": "on", "note": "House style", "tried": ""}


def test_a_word_rule_is_tried_first_and_saved_when_sent_again(office, story_thread, reader):
    rule = {**RULE, "site": default_site()}
    for number in range(3):
        post_response(thread=story_thread.pk, author=reader, text=f"Flapdoodles, number {number}.")
    first = office.post("/admin/wordrule/new/", rule)
    assert first.status_code == 200
    assert "would have held 3, 0 of them by regulars" in first.content.decode()
    assert [message.level_tag for message in first.context["messages"]] == ["warning"]
    assert not WordRule.objects.exists()
    mark = first.context["form"]["tried"].value()
    assert office.post("/admin/wordrule/new/", {**rule, "tried": mark}).status_code == 302
    assert WordRule.objects.get().pattern == "flapdoodle"


def test_a_word_to_be_allowed_is_tried_on_what_was_held(office, story_thread, reader):
    rule = {**RULE, "site": default_site(), "effect": "allow", "pattern": "idiot"}
    empty = office.post("/admin/wordrule/new/", rule).content.decode()
    assert "nothing yet to try the rule on" in empty and "would have held" not in empty
    for text in ("You idiot, read it again.", "You are a pathetic liar."):
        post_response(thread=story_thread.pk, author=reader, text=text)
    said = office.post("/admin/wordrule/new/", rule).content.decode()
    assert "latest 2 responses that screening held: it would have let 1 through, 0 of them by regulars" in said


def test_a_rule_that_was_changed_after_the_trial_is_tried_again(office, thread):
    rule = {**RULE, "site": default_site()}
    mark = office.post("/admin/wordrule/new/", rule).context["form"]["tried"].value()
    changed = office.post("/admin/wordrule/new/", {**rule, "pattern": "balderdash", "tried": mark})
    assert changed.status_code == 200
    assert not WordRule.objects.exists()


def test_a_rule_without_a_word_is_refused(office, thread):
    refused = office.post("/admin/wordrule/new/", {**RULE, "site": default_site(), "pattern": " !? "}).content.decode()
    assert "There is no word in it" in refused and "Tried on" not in refused


def test_the_only_site_is_filled_in_and_not_asked_for(office):
    for form in ("wordrule", "policy"):
        shown = office.get(f"/admin/{form}/new/").context["form"]
        assert shown["site"].value() == default_site()
        assert shown["site"].field.widget.is_hidden


def test_a_policy_is_kept_for_a_site(office):
    asked = {
        "site": default_site(), "is_on": "on", "nudge_at": 0.4, "hold_at": 0.7, "urgent_at": 0.6, "spam_at": 0.9,
        "newcomer_hold_at": 0.6, "links_at": 3, "on_failure": "hold", "slow_ms": 300,
    }  # fmt: skip
    assert office.post("/admin/policy/new/", asked).status_code == 302
    assert Policy.objects.get().hold_at == 0.7
    assert office.post("/admin/policy/new/", {**asked, "hold_at": 7}).status_code == 200


def test_a_policy_for_a_section_or_a_story_is_listed_by_its_name(office, story):
    asked = {
        "site": default_site(), "story": story.pk, "is_on": "on", "nudge_at": 0.4, "hold_at": 0.7, "urgent_at": 0.6, "spam_at": 0.9,
        "newcomer_hold_at": 0.6, "links_at": 3, "on_failure": "hold", "slow_ms": 300,
    }  # fmt: skip
    assert office.post("/admin/policy/new/", asked).status_code == 302
    assert Policy.objects.get().story == story.pk
    assert story.title in office.get("/admin/policy/").content.decode()
    assert office.post("/admin/policy/new/", {**asked, "story": 999_999_999}).status_code == 200


def test_a_reader_has_no_business_here(client, reader):
    client.force_login(reader)
    assert client.get("/admin/wordrule/").status_code in (302, 403)
