"""Whole addresses for what leaves the house, where no request says under which name the site was asked."""

from django.conf import settings

_served = {"at": ""}


def serve_at(url: str) -> None:
    """Tell this process where the site is served, for an installation that was given no public address."""
    _served["at"] = url.rstrip("/")


def absolute(path: str) -> str:
    """The whole address of a path; an address that is whole already stays."""
    if path.startswith(("https://", "http://")):
        return path
    return f"{settings.BASE_URL or _served['at'] or settings.WAGTAILADMIN_BASE_URL}{path}"
