"""The languages of the interface, each by the name its speakers give it: one for every catalogue in `web/locale`."""

SPOKEN = {
    "en": "English",
    "ar": "العربية",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "tr": "Türkçe",
    "fa": "فارسی",
}
