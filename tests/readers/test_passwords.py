import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tertulia.readers import breached
from tertulia.readers.breached import is_breached
from tertulia.readers.models import Reader


@pytest.mark.parametrize(
    "password", ["The Quay", "thequay123", "TERTULIA!", "tertulia-1", "password1", "qwertyuiop", "short", "rosa vidal"]
)
def test_what_everybody_would_guess_is_refused(password, settings):
    settings.WAGTAIL_SITE_NAME = "The Quay"
    with pytest.raises(ValidationError):
        validate_password(password, user=Reader(name="Rosa Vidal", email="rosa@reader.example"))


@pytest.mark.parametrize(
    "password", ["the quay is foggy again", "مركب صغير في الميناء", "🐟🐠🐡🦈🐙🦑🦐🦞", " leading and trailing "]
)
def test_anything_else_is_a_password(password):
    validate_password(password, user=Reader(name="Rosa Vidal", email="rosa@reader.example"))


@pytest.mark.parametrize("password", ["treetrun", "Francina", "MAXRULES", "35573557"])
def test_what_a_breach_brought_to_light_is_refused_without_asking_anybody(password):
    assert is_breached(password)
    with pytest.raises(ValidationError):
        validate_password(password)


def test_good_passwords_are_hardly_ever_taken_for_breached_ones():
    words = [hashlib.sha256(str(number).encode()).hexdigest()[:14] for number in range(20_000)]
    assert sum(map(is_breached, words)) < 40


def test_a_filter_knows_all_it_was_made_from(monkeypatch):
    words = ["lantern-on-a-rope", "Foggy Quay", "مركب صغير", "short"]
    monkeypatch.setattr(breached, "_load", lambda: breached.pack(words))
    assert [is_breached(word) for word in (*words, "foggy quay")] == [True, True, True, False, True]


def test_every_letter_counts(db):
    reader = Reader.objects.create_user("rosa@reader.example", " Leading And Trailing " + "x" * 120, name="Rosa")
    assert reader.check_password(" Leading And Trailing " + "x" * 120)
    assert not reader.check_password("Leading And Trailing " + "x" * 120)
    assert not reader.check_password(" leading and trailing " + "x" * 120)
    assert not reader.check_password(" Leading And Trailing " + "x" * 119)
    assert reader.password.startswith("argon2$argon2id$")
