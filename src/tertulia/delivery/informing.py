"""Telling people what the law and fairness ask for: reasons, outcomes, receipts, answers.

Readers get a notice, and the mail that goes with it; whoever has no account and gave an address gets a letter.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from tertulia.events.models import Event
from tertulia.moderation import links
from tertulia.moderation.actions import Action
from tertulia.moderation.models import Appeal, LegalNotice, Outcome, Report, Statement
from tertulia.notifications.kinds import NoticeKind
from tertulia.notifications.telling import tell
from tertulia.readers.models import Guest
from tertulia.readers.standing import unread_warnings


def tell_addressee(event: Event) -> None:
    """A handler: the one whom a decision restricts learns why."""
    stated = Statement.objects.select_related("decision").filter(decision=event.decision).first()
    if stated is None:
        return
    if stated.reader is not None:
        kind = NoticeKind.REPHRASE if stated.decision.action == Action.REPHRASE else NoticeKind.DECISION
        path = reverse("statement", args=[stated.pk])
        tell(reader=stated.reader, kind=kind, event=event.pk, response=stated.response, thread=stated.thread, path=path)
        return
    email = Guest.objects.filter(pk=stated.guest).values_list("email", flat=True).first()
    if email:
        link = reverse("signed_statement", args=[links.sign(links.STATEMENT, stated.pk)])
        send_letter("statement", email, stated.language, link=link, facts=stated.decision_facts)


def reasons_of(path: str) -> str:
    """What the statement of reasons at `path` says, for the mail that leads there; "" where it is not there any more."""
    found = re.fullmatch(r"/legal/statements/(\d+)/", path)
    stated = Statement.objects.select_related("decision").filter(pk=found[1]).first() if found else None
    if stated is None:
        return ""
    ground = stated.illegal_content_legal_ground or stated.incompatible_content_ground
    return "\n\n".join(part for part in (stated.decision.text, stated.decision_facts, ground) if part)


def tell_reporters(event: Event) -> None:
    """A handler: whoever reported a response learns what was decided about it."""
    settled = Report.objects.filter(decision=event.decision, reporter__isnull=False)
    for report in settled.order_by("id"):
        tell(
            reader=report.reporter or 0,
            kind=NoticeKind.REPORT_OUTCOME,
            event=event.pk,
            thread=report.thread,
            path=reverse("report_outcome", args=[links.sign(links.REPORT, report.pk)]),
        )


def tell_warned(event: Event) -> None:
    """A handler: a reader who was warned, and not only by mistake, is told where to read it."""
    if event.reader and unread_warnings(event.reader).filter(decision=event.decision).exists():
        tell(reader=event.reader, kind=NoticeKind.WARNING, event=event.pk, response=event.response, path=reverse("warnings"))


def tell_misuser(event: Event) -> None:
    """A handler: whoever misuses reports is warned, or told of the pause."""
    tell(reader=event.reader or 0, kind=NoticeKind.REPORTS_MISUSED, event=event.pk, path=reverse("own_reports"))


def send_receipts(event: Event) -> None:
    """A handler: whoever gave a notice and an address has it in writing that we have it."""
    waiting = LegalNotice.objects.filter(receipt_at=None).exclude(email="").order_by("id")
    _send_each(waiting, lambda notice: _write_to_notifier("receipt", notice), "receipt_at")


def tell_notifiers(event: Event) -> None:
    """A handler: whoever gave a notice learns what was decided, and what they can do about it."""
    decided = LegalNotice.objects.filter(told_at=None).exclude(outcome=Outcome.OPEN).exclude(email="").order_by("id")
    _send_each(decided, lambda notice: _write_to_notifier("decided", notice), "told_at")


def _send_each(rows: QuerySet[Any], send: Callable[[Any], None], column: str) -> None:
    """Send what each row asks for and note in `column` when; one that fails keeps no other waiting, and is tried again."""
    failed: OSError | None = None
    for row in rows:
        try:
            send(row)
        except OSError as error:  # what a mail server refuses is one
            failed = error
            continue
        rows.model.objects.filter(pk=row.pk).update(**{column: timezone.now()})
    if failed is not None:
        raise failed


def _write_to_notifier(letter: str, notice: LegalNotice) -> None:
    link = reverse("legal_notice", args=[links.sign(links.NOTICE, notice.pk)])
    said = {"reference": notice.reference, "outcome": notice.outcome, "answer": notice.answer, "address": notice.url}
    send_letter(letter, notice.email, notice.language, link=link, **said)


def tell_appellants(event: Event) -> None:
    """A handler: whoever appealed has the answer."""
    answered = Appeal.objects.filter(told_at=None, answered_at__isnull=False).select_related("statement", "report", "notice")
    _send_each(answered.order_by("id"), lambda appeal: _tell_appellant(appeal, event), "told_at")


def _tell_appellant(appeal: Appeal, event: Event) -> None:
    if appeal.notice is not None:
        link = reverse("legal_notice", args=[links.sign(links.NOTICE, appeal.notice.pk)])
        email, language = appeal.notice.email, appeal.notice.language
    elif appeal.statement is not None and appeal.reader is None:
        link = reverse("signed_statement", args=[links.sign(links.STATEMENT, appeal.statement.pk)])
        email = Guest.objects.filter(pk=appeal.statement.guest).values_list("email", flat=True).first() or ""
        language = appeal.statement.language
    elif appeal.reader is not None:
        about = appeal.statement or appeal.report
        assert about is not None
        path = (
            reverse("statement", args=[about.pk])
            if isinstance(about, Statement)
            else reverse("report_outcome", args=[links.sign(links.REPORT, about.pk)])
        )
        tell(reader=appeal.reader, kind=NoticeKind.APPEAL_ANSWERED, event=event.pk, response=appeal.response, path=path)
        return
    else:
        return
    if email:
        send_letter("answered", email, language, link=link, answer=appeal.answer, reverses=appeal.reverses)


def send_letter(letter: str, email: str, spoken: str, *, link: str, **said: object) -> None:
    """Send one of the letters in `web/jinja2/legal/email/`, in a language; `link` is a path."""
    context = {"link": settings.SITE_ADDRESS + link, "site_address": settings.SITE_ADDRESS, **said}
    with translation.override(spoken or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"legal/email/{letter}_subject.txt", context, using="pages").split())
        body = render_to_string(f"legal/email/{letter}_message.txt", context, using="pages")
        send_mail(subject, body, None, [email])
