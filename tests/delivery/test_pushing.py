"""Messages to browsers, sent to a push service that opens them."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tertulia.delivery.pushing import send_due_messages
from tertulia.moderation.deciding import remove_response
from tertulia.notifications.kinds import NoticeKind, Progress
from tertulia.notifications.leaving import MOST_TRIES, claim_messages, give_up_unsure
from tertulia.notifications.models import Outgoing, Subscription
from tertulia.notifications.push_keys import public_key
from tertulia.notifications.subscribing import subscribe
from tertulia.notifications.telling import tell
from tertulia.options import options
from tertulia.responses.posting import post_response
from tests.push_service import push_service


@pytest.fixture
def service(monkeypatch):
    with push_service() as running:
        monkeypatch.setattr(options, "push_to", [running.host])
        yield running


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as made:
        yield made


@pytest.fixture
def told(service, thread, reader, other_reader, now):
    """The reader's browser takes messages; tells them of a response by somebody else."""
    subscribe(reader=reader, endpoint=service.endpoint(), **service.keys())

    def said(text="See **https://evil.example/**.", kind=NoticeKind.REPLY):
        response = post_response(thread=thread.pk, author=other_reader, text=text).response
        tell(reader=reader.pk, kind=kind, event=response.pk, response=response.pk, thread=thread.pk, now=now)
        return response

    return said


def progress():
    return sorted(Outgoing.objects.values_list("progress", flat=True))


def test_a_message_says_who_did_what_and_where_and_not_what_was_written(told, service, pool, now):
    response = told()
    assert send_due_messages(now=now, pool=pool) == 1
    message = service.messages.get_nowait()
    assert message["body"] == "\u2068طارق\u2069 replied to you below “\u2068A page elsewhere\u2069”"
    assert (message["path"], message["tag"]) == (f"/r/{response.pk}/", f"told-{response.pk}")
    assert message["signer"] == public_key()
    assert "evil" not in str(message)
    assert message["length"] < 4096
    assert (send_due_messages(now=now, pool=pool), progress()) == (0, [Progress.SENT])


def test_a_message_is_in_the_language_of_its_reader(told, service, pool, reader, now):
    type(reader).objects.update(language="ar")
    told()
    send_due_messages(now=now, pool=pool)
    message = service.messages.get_nowait()
    assert (message["lang"], message["dir"]) == ("ar", "rtl")
    assert "replied" not in message["body"]


def test_every_browser_is_told_once(told, service, pool, reader, now):
    subscribe(reader=reader, endpoint=service.endpoint("two"), **service.keys())
    told()
    send_due_messages(now=now, pool=pool)
    assert sorted(service.asked) == ["/one", "/two"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(told, service, pool, now, status):
    service.answers = [status]
    told()
    send_due_messages(now=now, pool=pool)
    assert not Subscription.objects.exists()
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_not_taken_is_tried_again_and_the_browser_forgotten_in_the_end(told, service, pool, now, status):
    service.answers = [status] * MOST_TRIES
    told()
    assert send_due_messages(now=now, pool=pool) == 1
    assert (send_due_messages(now=now, pool=pool), progress()) == (0, [Progress.WAITING])
    for day in range(1, MOST_TRIES):
        assert send_due_messages(now=now + timedelta(days=day), pool=pool) == 1
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("status", [302, 400, 403, 413])
def test_a_refusal_is_not_argued_with_and_no_redirect_followed(told, service, pool, now, status):
    service.answers = [status]
    told()
    send_due_messages(now=now, pool=pool)
    assert (service.asked, progress()) == (["/one"], [Progress.FAILED])
    assert Subscription.objects.exists()


def test_nobody_home_is_tried_again(told, pool, now, monkeypatch):
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setattr(options, "push_to", [host])
        Subscription.objects.update(endpoint=f"http://{host}/one")
        told()
        send_due_messages(now=now, pool=pool)
    assert progress() == [Progress.WAITING]


def test_a_name_that_leads_inside_is_never_asked(told, service, pool, now, monkeypatch):
    """The name is looked at when something is sent as well: it may have led elsewhere when it was given."""
    Subscription.objects.update(endpoint="https://localhost/one")
    told()
    send_due_messages(now=now, pool=pool)
    assert not Subscription.objects.exists()
    assert service.asked == []


def test_what_was_removed_meanwhile_is_not_told(told, service, pool, moderator, now):
    remove_response(response=told().pk, moderator=moderator)
    send_due_messages(now=now, pool=pool)
    assert (service.asked, progress()) == ([], [Progress.DROPPED])


def test_nothing_goes_to_a_closed_account(told, service, pool, reader, now):
    told()
    type(reader).objects.filter(pk=reader.pk).update(is_active=False)
    send_due_messages(now=now, pool=pool)
    assert (service.asked, progress()) == ([], [Progress.DROPPED])


def test_what_a_crash_left_under_way_is_never_sent_again(told, service, pool, now):
    told()
    assert len(claim_messages(now=now)) == 1
    assert send_due_messages(now=now + timedelta(days=1), pool=pool) == 0
    give_up_unsure(now=now + timedelta(days=1))
    assert (service.asked, progress()) == ([], [Progress.UNSURE])
