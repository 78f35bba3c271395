import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

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


def test_every_letter_counts(db):
    reader = Reader.objects.create_user("rosa@reader.example", " Leading And Trailing " + "x" * 120, name="Rosa")
    assert reader.check_password(" Leading And Trailing " + "x" * 120)
    assert not reader.check_password("Leading And Trailing " + "x" * 120)
    assert not reader.check_password(" leading and trailing " + "x" * 120)
    assert not reader.check_password(" Leading And Trailing " + "x" * 119)
    assert reader.password.startswith("argon2$argon2id$")
