"""Writing mails: what one recipient is told, as text and as plain HTML.

Of what others wrote only words go into a mail: no link, no picture, nothing that a mail program would turn into one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from html import unescape

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tertulia.delivery.informing import reasons_of
from tertulia.errors import NotFound
from tertulia.notifications.kinds import LETTERS, NoticeKind
from tertulia.notifications.links import confirm_token, stop_token
from tertulia.notifications.models import Follow, Outgoing
from tertulia.notifications.reading import path_of
from tertulia.notifications.recipients import Recipient, recipient_of
from tertulia.notifications.words import line_of
from tertulia.responses.models import State
from tertulia.responses.reading import load_public_thread
from tertulia.stories.identity import name_of_default_site
from tertulia.stories.languages import direction_of

LONGEST = 600  # characters of one response in a mail
MOST_SHOWN = 50  # lines of a digest

# The words of a letter about a reader's own standing, by its kind; without an entry the mail has its line and its link.
BODIES: dict[NoticeKind, Callable[[Outgoing], str]] = {
    NoticeKind.DECISION: lambda line: reasons_of(line.path),
    NoticeKind.REPHRASE: lambda line: reasons_of(line.path),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `words`: what was written, plain; `address`: where it can be read, whole."""

    line: str
    words: str
    address: str


def compose(lines: Sequence[Outgoing]) -> EmailMultiAlternatives | None:
    """The mail that carries these lines of one recipient, or None if nothing is left to say or nobody to say it to."""
    is_letter = lines[0].kind in LETTERS
    recipient = recipient_of(lines[0], is_letter=is_letter)
    if recipient is None:
        return None
    with translation.override(recipient.language):
        entries = [entry for line in lines if (entry := entry_of(line))]
        if not entries:
            return None
        stop = "" if is_letter else absolute(reverse("stop_mail", args=[_stop_token(lines[0])]))
        mail = _write(recipient, _subject(entries), entries, stop)
    mail.extra_headers["Message-ID"] = f"<{lines[0].batch}@{_domain()}>"
    return mail


def compose_confirmation(follow: Follow) -> EmailMultiAlternatives:
    """The mail that asks the owner of an address whether it was them."""
    address = absolute(reverse("confirm_follow", args=[confirm_token(follow.pk)]))
    recipient = Recipient(follow.email, follow.language or settings.LANGUAGE_CODE)
    what = follow.thread.title if follow.thread else follow.contributor.name if follow.contributor else ""
    with translation.override(recipient.language):
        line = _("Somebody, we hope you, asked us to write to this address about “%(what)s”.") % {"what": what}
        words = _("Confirm it on the page below. If it was not you, do nothing: no more mail will come.")
        return _write(recipient, _("Is this your address?"), [Entry(line, words, address)], "")


def _write(recipient: Recipient, subject: str, entries: list[Entry], stop: str) -> EmailMultiAlternatives:
    shown = {
        "entries": entries[:MOST_SHOWN],
        "left": _left(len(entries) - MOST_SHOWN),
        "stop": stop,
        "choices": absolute(reverse("notices")) if stop and recipient.has_account else "",
        "language": translation.get_language(),
        "direction": direction_of(translation.get_language() or ""),
        "subject": subject,
        "site": name_of_default_site(),
        "site_address": absolute("/"),
    }
    mail = EmailMultiAlternatives(subject, render_to_string("mail/told.txt", shown), to=[recipient.email])
    mail.attach_alternative(render_to_string("mail/told.html", shown), "text/html")
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    mail.extra_headers["Content-Language"] = translation.get_language() or ""
    if stop:
        mail.extra_headers["List-Unsubscribe"] = f"<{stop}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def absolute(path: str) -> str:
    """The whole address of a path; an address that is whole already stays."""
    return path if path.startswith(("https://", "http://")) else settings.SITE_ADDRESS + path


def _left(count: int) -> str:
    return ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count} if count > 0 else ""


def _subject(entries: list[Entry]) -> str:
    if len(entries) == 1:
        return " ".join(re.sub("[\u2068\u2069]", "", entries[0].line).split())[:200]
    return ngettext("%(count)s piece of news for you", "%(count)s pieces of news for you", len(entries)) % {"count": len(entries)}


def entry_of(line: Outgoing) -> Entry | None:
    """What a line says now; None where what it tells of has been taken away meanwhile."""
    title = line.thread.title if line.thread else line.story.title if line.story else ""
    if line.kind in LETTERS:
        body = BODIES.get(NoticeKind(line.kind))
        return Entry(line_of(line.kind, title=title), body(line) if body else "", absolute(path_of(line)))
    if line.story and not line.story.live:
        return None
    if line.response and line.response.state != State.VISIBLE:
        return None
    name = line.response.author_name if line.response else ""
    words = plain_words(line.response.html) if line.response and _is_public(line.thread_id) else ""
    return Entry(line_of(line.kind, name=name, title=title), words, absolute(path_of(line)))


def _is_public(thread: int | None) -> bool:
    try:
        return thread is not None and bool(load_public_thread(thread))
    except NotFound:
        return False


_LINK = re.compile(r"(?:https?://|www\.|mailto:)\S.*", re.IGNORECASE)
_DOTTED = re.compile(r"(?<=[^\W\d])\.(?=[^\W\d])")


def plain_words(html: str) -> str:
    """The words of a response's HTML, shortened, without anything that leads somewhere."""
    lines = re.sub(r"<br\s*/?>|</li>", "\n", re.sub(r"</(?:p|blockquote|pre|[uo]l)>", "\n\n", html))
    text = unescape(re.sub(r"<[^>]*>", "", lines))
    text = re.sub(r"\n\s*\n\s*", "\n\n", re.sub(r"\S+", _without_address, text)).strip()
    return Truncator(_DOTTED.sub(".\u200b", text)).chars(LONGEST)


def _without_address(word: re.Match[str]) -> str:
    """A word without what leads somewhere. By hand: an expression for `a@b.c` takes hours for 20,000 letters of `a@a@…`."""
    text = word[0]
    at = text.find("@", 1)
    return "[…]" if at > 0 and text.find(".", at + 2, -1) > 0 else _LINK.sub("[…]", text)


def _stop_token(line: Outgoing) -> str:
    return stop_token(reader=line.reader_id, follow=line.follow_id)


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
