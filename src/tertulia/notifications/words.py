"""The one line that says why somebody is told: in the page, in mail and in push messages."""

from django.utils.translation import gettext as _

from tertulia.notifications.kinds import NoticeKind


def line_of(kind: str, *, name: str = "", title: str = "") -> str:
    """What happened, in the active language and as plain text. Names and titles are isolated (U+2068, U+2069)."""
    said = {"name": _isolated(name or _("Somebody")), "title": _isolated(title)}
    return _LINES[NoticeKind(kind)](said)


def _isolated(text: str) -> str:
    """`text` with a direction of its own, so that it does not turn the words around it."""
    return f"\u2068{text}\u2069"


_LINES = {
    NoticeKind.REPLY: lambda said: _("%(name)s replied to you below “%(title)s”") % said,
    NoticeKind.MENTION: lambda said: _("%(name)s mentioned you below “%(title)s”") % said,
    NoticeKind.FOLLOWED_THREAD: lambda said: _("%(name)s wrote below “%(title)s”") % said,
    NoticeKind.CONTRIBUTOR_STORY: lambda said: _("A new story by somebody you follow: “%(title)s”") % said,
    NoticeKind.DECISION: lambda said: _("Your response below “%(title)s” is restricted: this is why, and how to appeal") % said,
    NoticeKind.WARNING: lambda said: _("A moderator has sent you a warning"),
    NoticeKind.APPEAL_ANSWERED: lambda said: _("Your appeal has been answered"),
    NoticeKind.REPORT_OUTCOME: lambda said: _("What became of your report about a response below “%(title)s”") % said,
    NoticeKind.REPHRASE: lambda said: _("A moderator asks you to rephrase your response below “%(title)s”") % said,
    NoticeKind.REPORTS_MISUSED: lambda said: _("Many of your reports were about responses that are in order"),
}
