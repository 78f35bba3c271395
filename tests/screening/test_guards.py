"""Guards take back what words had added, and say so."""

import pytest

from tertulia.screening import screen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I was an idiot to believe it.", "guard.first_person"),
        ("They called him a liar.", "guard.reported"),
        ("Nobody said you are stupid.", "guard.negated"),
        ("Please remove the insult by that idiot above.", "guard.moderation_request"),
        ("Damn good article.", "guard.benign_profanity"),
        ("The pigs on the farm were healthy.", "guard.things"),
        ("A gunman shot three people.", "guard.news"),
    ],
)
def test_a_guard_speaks_up_and_never_adds(text, code):
    reasons = [reason for reason in screen(text).evidence if reason.code == code]
    assert reasons
    assert all(reason.weight <= 0 for reason in reasons)


def test_an_insult_next_to_a_guard_still_counts():
    assert screen("He called me an idiot. You are a moron.").flagged
