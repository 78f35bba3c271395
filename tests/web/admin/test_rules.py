import pytest

from tertulia.house.models import Policy, WordRule
from tertulia.responses.posting import post_response


@pytest.fixture
def office(client, moderator):
    client.force_login(moderator)
    return client


RULE = {"site": 1, "pattern": "flapdoodle", "effect": "ban", "prefix": "on", "note": "House style", "tried": ""}


def test_a_word_rule_is_tried_first_and_saved_when_sent_again(office, thread, reader):
    for number in range(3):
        post_response(thread=thread.pk, author=reader, text=f"Flapdoodles, number {number}.")
    first = office.post("/admin/wordrule/new/", RULE)
    assert first.status_code == 200
    assert "would have held 3, 0 of them by regulars" in first.content.decode()
    assert not WordRule.objects.exists()
    mark = first.context["form"]["tried"].value()
    assert office.post("/admin/wordrule/new/", {**RULE, "tried": mark}).status_code == 302
    assert WordRule.objects.get().pattern == "flapdoodle"


def test_a_rule_that_was_changed_after_the_trial_is_tried_again(office, thread):
    mark = office.post("/admin/wordrule/new/", RULE).context["form"]["tried"].value()
    changed = office.post("/admin/wordrule/new/", {**RULE, "pattern": "balderdash", "tried": mark})
    assert changed.status_code == 200
    assert not WordRule.objects.exists()


def test_a_policy_is_kept_for_a_site(office):
    asked = {
        "site": 1, "is_on": "on", "nudge_at": 0.4, "hold_at": 0.7, "urgent_at": 0.6, "spam_at": 0.9,
        "newcomer_hold_at": 0.6, "links_at": 3, "on_failure": "hold", "slow_ms": 300,
    }  # fmt: skip
    assert office.post("/admin/policy/new/", asked).status_code == 302
    assert Policy.objects.get().hold_at == 0.7
    assert office.post("/admin/policy/new/", {**asked, "hold_at": 7}).status_code == 200


def test_a_reader_has_no_business_here(client, reader):
    client.force_login(reader)
    assert client.get("/admin/wordrule/").status_code in (302, 403)
