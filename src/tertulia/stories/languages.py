"""The languages a story can be written in, and which way they run."""

from django.utils.translation import gettext_lazy as _

LANGUAGES = [
    ("en", _("English")),
    ("ar", _("Arabic")),
    ("fr", _("French")),
    ("de", _("German")),
    ("es", _("Spanish")),
    ("tr", _("Turkish")),
    ("fa", _("Persian")),
    ("nb", _("Norwegian")),
    ("pt", _("Portuguese")),
    ("it", _("Italian")),
    ("nl", _("Dutch")),
    ("he", _("Hebrew")),
    ("ur", _("Urdu")),
    ("ckb", _("Kurdish (Sorani)")),
]

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi", "dv"})


def direction_of(language: str) -> str:
    """The value of `dir`, rtl or ltr, for a language tag such as `ar-EG`."""
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
