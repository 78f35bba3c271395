"""Mail: what is due leaves once, together, and says what it should."""

import smtplib
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from tertulia.delivery.letters import LONGEST, plain_words
from tertulia.delivery.mailing import send_due_mail
from tertulia.moderation.deciding import remove_response
from tertulia.notifications.following import choose_pace, confirm_follow, follow_by_mail, stop_mail
from tertulia.notifications.kinds import NoticeKind, Pace, Progress
from tertulia.notifications.leaving import MOST_TRIES, claim_mail, give_up_unsure
from tertulia.notifications.links import read_stop_token
from tertulia.notifications.models import Follow, Outgoing, Preference
from tertulia.notifications.telling import tell, tell_address
from tertulia.responses.posting import post_response


class Broken(BaseEmailBackend):
    """A mail server that fails in a given way."""

    opening: ClassVar[Exception | None] = None
    sending: ClassVar[Exception | None] = None

    def open(self):
        if self.opening:
            raise self.opening

    def send_messages(self, email_messages):
        raise self.sending


@pytest.fixture
def broken(settings, monkeypatch):
    def breaks(**how):
        settings.EMAIL_BACKEND = "tests.delivery.test_mailing.Broken"
        monkeypatch.setattr(Broken, "opening", how.get("opening"))
        monkeypatch.setattr(Broken, "sending", how.get("sending"))

    return breaks


@pytest.fixture
def queued(thread, reader, other_reader, now):
    """Queues lines for the reader about responses of somebody else."""
    choose_pace(reader=reader, pace=Pace.AT_ONCE)

    def queue(text="A word.", kind=NoticeKind.REPLY, event=0):
        response = post_response(thread=thread.pk, author=other_reader, text=text).response
        event = event or response.pk
        tell(reader=reader.pk, kind=kind, event=event, response=response.pk, thread=thread.pk, now=now)
        return response

    return queue


def progress():
    return sorted(Outgoing.objects.values_list("progress", flat=True))


def test_a_mail_says_who_and_what_and_how_to_stop_it(queued, reader, now):
    response = queued("Look at **this**: https://evil.example/ or evil.example")
    assert send_due_mail(now=now) == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([reader.email], "طارق replied to you below “A page elsewhere”")
    html = sent.alternatives[0].content
    assert f"http://localhost:8000/r/{response.pk}/" in sent.body
    assert html.count("<a ") == 4
    assert "evil.example" not in html + sent.body
    assert "Look at this: […] or evil" in sent.body
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read_stop_token(stop.rstrip("/").rpartition("/")[2]) == (reader.pk, None)
    assert (send_due_mail(now=now), progress()) == (0, [Progress.SENT])


def test_what_is_due_together_leaves_in_one_mail(queued, reader, now):
    choose_pace(reader=reader, pace=Pace.HOURLY)
    for text in ("One.", "Two.", "Three."):
        queued(text)
    assert send_due_mail(now=now) == 0
    assert send_due_mail(now=now + timedelta(hours=1)) == 1
    (sent,) = mail.outbox
    assert sent.subject == "3 pieces of news for you"
    assert all(word in sent.body for word in ("One.", "Two.", "Three."))


def test_a_letter_is_a_mail_of_its_own_and_cannot_be_stopped(queued, reader, now):
    queued()
    queued(kind=NoticeKind.DECISION)
    choose_pace(reader=reader, pace=Pace.NEVER)
    assert send_due_mail(now=now) == 1
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert progress() == [Progress.DROPPED, Progress.SENT]


def test_a_mail_is_in_the_language_of_its_reader(queued, reader, now):
    type(reader).objects.update(language="ar")
    queued()
    send_due_mail(now=now)
    assert 'dir="rtl"' in mail.outbox[0].alternatives[0].content
    assert "replied" not in mail.outbox[0].subject


def test_what_was_removed_meanwhile_is_not_mailed(queued, moderator, now):
    remove_response(response=queued().pk, moderator=moderator)
    assert send_due_mail(now=now) == 1
    assert (mail.outbox, progress()) == ([], [Progress.DROPPED])


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_nothing_goes_to_a_closed_account_or_to_none(queued, reader, now, change):
    queued()
    type(reader).objects.filter(pk=reader.pk).update(**change)
    send_due_mail(now=now)
    assert (mail.outbox, progress()) == ([], [Progress.DROPPED])


@pytest.mark.parametrize(
    "how",
    [
        {"opening": OSError()},
        {"opening": smtplib.SMTPServerDisconnected()},
        {"sending": smtplib.SMTPDataError(451, b"later")},
        {"sending": smtplib.SMTPRecipientsRefused({"a": (450, b"busy")})},
    ],
)
def test_what_has_certainly_not_left_is_tried_again_as_the_same_mail(queued, broken, settings, now, how):
    queued()
    broken(**how)
    send_due_mail(now=now)
    line = Outgoing.objects.get()
    assert (line.progress, line.due_at) == (Progress.WAITING, now + timedelta(minutes=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_due_mail(now=now + timedelta(minutes=1))
    assert line.batch in mail.outbox[0].extra_headers["Message-ID"]


def test_trying_ends(queued, broken, now):
    queued()
    broken(opening=OSError())
    for _try in range(MOST_TRIES):
        now += timedelta(days=1)
        assert send_due_mail(now=now) == 1
    assert (send_due_mail(now=now + timedelta(days=1)), progress()) == (0, [Progress.FAILED])


def test_what_may_have_left_is_never_sent_again(queued, broken, now):
    queued()
    broken(sending=TimeoutError())
    send_due_mail(now=now)
    assert progress() == [Progress.UNSURE]
    assert send_due_mail(now=now + timedelta(days=1)) == 0


def test_a_crash_between_claiming_and_sending_sends_nothing_twice(queued, now):
    queued()
    assert len(claim_mail(now=now)) == 1  # and the process is gone
    assert send_due_mail(now=now + timedelta(minutes=1)) == 0
    assert give_up_unsure(now=now + timedelta(hours=1)) == 1
    assert (send_due_mail(now=now + timedelta(hours=1)), mail.outbox) == (0, [])


def test_an_address_that_is_refused_for_good_gets_no_more_until_it_is_another(queued, reader, broken, settings, now):
    queued()
    broken(sending=smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}))
    send_due_mail(now=now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    queued()
    send_due_mail(now=now)
    assert mail.outbox == []
    assert Preference.objects.get().bounced_email == reader.email
    type(reader).objects.filter(pk=reader.pk).update(email="rosa@new.example")
    queued()
    send_due_mail(now=now)
    assert [sent.to for sent in mail.outbox] == [["rosa@new.example"]]


def test_stopping_the_mail_of_an_address_forgets_the_address(thread, reader, now):
    follow = follow_by_mail(email="anna@elsewhere.example", pace=Pace.AT_ONCE, language="en", thread=thread.pk, now=now)
    follow = confirm_follow(follow=follow.pk, now=now)
    response = post_response(thread=thread.pk, author=reader, text="A word.").response
    said = {"kind": NoticeKind.FOLLOWED_THREAD, "event": 1, "thread": thread.pk, "response": response.pk}
    tell_address(follow=follow, now=now, **said)
    send_due_mail(now=now)
    stop = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    _reader, key = read_stop_token(stop.rstrip("/").rpartition("/")[2])
    stop_mail(reader=None, follow=key)
    assert not Follow.objects.exists()
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "[…]"),
        ("<p>a &lt;b&gt; &amp; write to me@a.example</p>", "a <b> & write to […]"),
        ("<p>see (www.a.example/x) or a@b@c.example, not a@b or @a.b</p>", "see ([…] or […] not a@b or @a.\u200bb"),
        ("<p>" + "a@" * 10_000 + "</p>", ("a@" * 10_000)[: LONGEST - 1] + "…"),  # hours, where an expression goes back and forth
    ],
)
def test_only_words_of_others_go_into_a_mail(html, words):
    assert plain_words(html) == words
