import time

import pytest

from tertulia.errors import ThinkAgain
from tertulia.house.models import Policy, RulesVersion, Tally, WordRule
from tertulia.house.policies import House, load_house
from tertulia.house.tallies import NUDGE_EDITED, NUDGE_POSTED, NUDGE_SHOWN, SCREENING_FAILED, counted
from tertulia.responses import gate
from tertulia.responses.editing import edit_response
from tertulia.responses.gate import Situation, decide
from tertulia.responses.models import Response, Screening, State, ThreadState
from tertulia.responses.nudging import count_outcome, mark_of
from tertulia.responses.posting import post_response
from tertulia.responses.surroundings import author_history, look_around
from tertulia.screening import screen

RUDE = "You are an idiot and a liar."
THREAT = "I will find you and break your legs."
CALM = "The ferry leaves at ten past four."


def post(thread, text, author=None, **more):
    return post_response(thread=thread.pk, author=author, text=text, name="" if author else "Guest", **more).response


def test_calm_words_are_visible_and_their_assessment_is_kept(thread):
    response = post(thread, CALM)
    kept = Screening.objects.get(response=response)
    assert (response.state, kept.reason) == (State.VISIBLE, "")
    assert kept.p == pytest.approx(kept.record["p"], abs=1e-6)
    assert sum(reason["weight"] for reason in kept.record["evidence"]) == pytest.approx(kept.record["logit"], abs=1e-3)


def test_abuse_is_held_with_the_reason(thread, reader):
    response = post(thread, RUDE, reader)
    assert (response.state, response.listed) == (State.HELD, False)
    assert Screening.objects.get(response=response).reason == "abuse"


def test_a_threat_is_urgent(thread):
    kept = Screening.objects.get(response=post(thread, THREAT))
    assert (kept.state, kept.reason, kept.urgent) == (State.HELD, "threat", True)


def test_a_list_of_links_is_held(thread, reader):
    response = post(thread, "\n".join(f"See https://paper{number}.example/report for the tables." for number in range(5)), reader)
    assert Screening.objects.get(response=response).reason in ("links", "spam")


def test_a_policy_that_is_off_holds_nothing_and_keeps_nothing_of_the_text(thread):
    Policy.objects.create(is_on=False)
    response = post(thread, RUDE)
    assert response.state == State.VISIBLE
    assert Screening.objects.get(response=response).record is None


def test_the_narrowest_policy_counts(story_thread):
    Policy.objects.create(site=story_thread.site, hold_at=0.1)
    Policy.objects.create(site=story_thread.site, story=story_thread.story_id, hold_at=0.9)
    Policy.objects.create(site=story_thread.site, section=4711, hold_at=0.5)
    assert look_around(thread=story_thread.pk, parent=None, author=None).policy.hold_at == 0.9
    house = load_house(story_thread.site)
    assert (house.policy(section=4711).hold_at, house.policy(section=12).hold_at) == (0.5, 0.1)


def test_a_banned_word_holds_at_once_and_a_changed_rule_counts_at_once(thread, reader):
    assert post(thread, "What a flapdoodle.", reader).state == State.VISIBLE
    before = RulesVersion.objects.get().number
    rule = WordRule.objects.create(pattern="flapdoodle", effect="ban")
    assert RulesVersion.objects.get().number > before
    held = post(thread, "What a Flapdoodle!", reader)
    assert Screening.objects.get(response=held).reason == "banned-word"
    rule.delete()
    assert post(thread, "What a flapdoodle again.", reader).state == State.VISIBLE


def test_words_of_the_answered_response_weigh_less(thread, reader):
    parent = post(thread, CALM, reader)
    assert look_around(thread=thread.pk, parent=parent.pk, author=reader).situation.parent_text == CALM


def test_an_author_s_record_counts_removed_responses(thread, reader, moderator):
    from tertulia.moderation.deciding import remove_response

    assert author_history(reader) is None
    first = post(thread, CALM, reader)
    post(thread, CALM, reader)
    remove_response(response=first.pk, moderator=moderator)
    record = author_history(reader)
    assert (record.decided, record.removed) == (2, 1)


@pytest.mark.parametrize(
    ("policy", "is_guest", "state"),
    [("hold", False, "held"), ("publish", True, "visible"), ("hold-new", True, "held"), ("hold-new", False, "visible")],
)
def test_when_screening_is_too_slow_the_policy_applies_and_it_is_counted(thread, reader, now, policy, is_guest, state):
    post(thread, CALM, reader)
    Policy.objects.create(on_failure=policy, slow_ms=0)
    response = post(thread, CALM, None if is_guest else reader, now=now)
    assert response.state == state
    assert Screening.objects.get(response=response).reason == "screening-failed"
    assert counted(SCREENING_FAILED, since=now.date()) == 1


def test_a_thread_that_holds_everything_holds_calm_words_too(thread):
    thread.state = ThreadState.HELD
    thread.save()
    assert Screening.objects.get(response=post(thread, CALM)).reason == "thread-held"


def test_an_edit_is_screened_again(thread, reader):
    response = post(thread, CALM, reader)
    edit_response(response=response.pk, author=reader, text=RUDE)
    response.refresh_from_db()
    assert (response.state, response.listed) == (State.HELD, False)
    assert [row.reason for row in Screening.objects.order_by("id")] == ["", "abuse"]
    edit_response(response=response.pk, author=reader, text=CALM)
    response.refresh_from_db()
    assert response.state == State.HELD


def test_the_nudge_comes_once_marks_the_words_and_is_counted(thread, reader, now):
    with pytest.raises(ThinkAgain) as nudged:
        post(thread, RUDE, reader, may_nudge=True, now=now)
    assert not Response.objects.exists()
    assert any("idiot" in RUDE[start:end] for start, end in nudged.value.spans)
    count_outcome(post(thread, CALM, reader), mark=mark_of(RUDE), day=now.date())
    count_outcome(post(thread, RUDE, reader), mark=mark_of(RUDE), day=now.date())
    assert [counted(name, since=now.date()) for name in (NUDGE_SHOWN, NUDGE_EDITED, NUDGE_POSTED)] == [1, 1, 1]
    assert Tally.objects.count() == 3


def test_calm_words_are_not_nudged(thread, reader):
    assert post(thread, CALM, reader, may_nudge=True).state == State.VISIBLE


def test_a_decision_is_pure_and_follows_the_thresholds():
    assessment = screen(RUDE)
    assert decide(CALM, screen(CALM), Situation(ThreadState.OPEN), Policy()).reason == ""
    assert gate.decide(RUDE, assessment, Situation(ThreadState.OPEN), Policy()).reason == "abuse"
    assert House((), None, None).policy(story=3).hold_at == Policy().hold_at


HOT = ("This is pathetic, and so is your argument.", "What a stupid thing to say, are you a child?")
WARM = "Your argument is stupid."


def test_in_a_quarrel_less_is_held_at_once(thread, reader, other_reader):
    policy = Policy.objects.create(hold_at=1, newcomer_hold_at=1, nudge_at=1, urgent_at=1, heated_hold_at=1)
    calm = post(thread, CALM, reader)
    turn = post(thread, CALM, reader)
    for number in range(6):
        turn = post(thread, HOT[number % 2], (other_reader, reader)[number % 2], parent=turn.pk)
    policy.heated_hold_at = screen(WARM).p - 0.01
    policy.save()
    assert post(thread, WARM, other_reader, parent=calm.pk).state == State.VISIBLE
    held = post(thread, WARM, other_reader, parent=turn.pk)
    assert Screening.objects.get(response=held).reason == "heated"


def test_the_turns_before_are_only_asked_for_where_they_matter():
    assert decide(CALM, screen(CALM), Situation(ThreadState.OPEN, turns=lambda: 1 / 0), Policy()).reason == ""


def test_screening_that_waits_for_a_busy_machine_is_not_too_slow(thread, monkeypatch):
    Policy.objects.create(slow_ms=20)

    def waiting(text, context):
        time.sleep(0.05)
        return real(text, context)

    gate.warm_up()
    real = gate.screen
    monkeypatch.setattr(gate, "screen", waiting)
    assert post_response(thread=thread.pk, author=None, name="Ana", text="A calm word.").response.state == State.VISIBLE
