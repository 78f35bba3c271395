"""Telling people what the law and fairness ask for: reasons, outcomes, receipts, answers.

Readers get a notice, and the mail that goes with it; whoever has no account and gave an address gets a letter.
"""

from django.conf import settings
from django.core.mail import send_mail
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
    tell(reader=event.reader or 0, kind=NoticeKind.WARNING, event=event.pk, path=reverse("own_reports"))


def send_receipts(event: Event) -> None:
    """A handler: whoever gave a notice and an address has it in writing that we have it."""
    for notice in LegalNotice.objects.filter(receipt_at=None).exclude(email="").order_by("id"):
        _write_to_notifier("receipt", notice)
        LegalNotice.objects.filter(pk=notice.pk).update(receipt_at=timezone.now())


def tell_notifiers(event: Event) -> None:
    """A handler: whoever gave a notice learns what was decided, and what they can do about it."""
    for notice in LegalNotice.objects.filter(told_at=None).exclude(outcome=Outcome.OPEN).exclude(email="").order_by("id"):
        _write_to_notifier("decided", notice)
        LegalNotice.objects.filter(pk=notice.pk).update(told_at=timezone.now())


def _write_to_notifier(letter: str, notice: LegalNotice) -> None:
    link = reverse("legal_notice", args=[links.sign(links.NOTICE, notice.pk)])
    said = {"reference": notice.reference, "outcome": notice.outcome, "answer": notice.answer, "address": notice.url}
    send_letter(letter, notice.email, notice.language, link=link, **said)


def tell_appellants(event: Event) -> None:
    """A handler: whoever appealed has the answer."""
    answered = Appeal.objects.filter(told_at=None, answered_at__isnull=False)
    for appeal in answered.select_related("statement", "report", "notice").order_by("id"):
        _tell_appellant(appeal, event)
        Appeal.objects.filter(pk=appeal.pk).update(told_at=timezone.now())


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
