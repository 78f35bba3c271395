"""Browsers that take messages are let in by their readers, and only where they may be asked."""

import pytest

from tertulia.errors import Malformed
from tertulia.notifications.models import Subscription
from tertulia.notifications.push_keys import KEPT, private_key, public_key
from tertulia.notifications.subscribing import MOST, forget_browser, subscribe, unsubscribe
from tertulia.options import options
from tests.push_service import PushService

ENDPOINT = "https://push.example/one"
KEYS = PushService().keys()


def test_a_browser_belongs_to_whoever_subscribed_last(reader, other_reader):
    subscribe(reader=reader, endpoint=ENDPOINT, device="Firefox, Linux", **KEYS)
    subscribe(reader=other_reader, endpoint=ENDPOINT, device="Firefox, Linux", **KEYS)
    assert Subscription.objects.get().reader == other_reader


def test_of_too_many_browsers_the_oldest_goes(reader):
    for number in range(MOST + 2):
        subscribe(reader=reader, endpoint=f"{ENDPOINT}/{number}", **KEYS)
    left = set(Subscription.objects.values_list("endpoint", flat=True))
    assert left == {f"{ENDPOINT}/{number}" for number in range(2, MOST + 2)}


def test_a_reader_sends_away_their_own_browsers_alone(reader, other_reader):
    mine = subscribe(reader=reader, endpoint=ENDPOINT, **KEYS)
    unsubscribe(reader=other_reader, browser=mine.pk)
    unsubscribe(reader=other_reader, endpoint=ENDPOINT)
    assert Subscription.objects.exists()
    unsubscribe(reader=reader, endpoint=ENDPOINT)
    assert not Subscription.objects.exists()
    forget_browser(browser=mine.pk)


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "push.example", "ftp://push.example/", "http://push.example/", "https://push.example:8443/", "https://[/"),
        *(
            "https://127.0.0.1/",
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://169.254.169.254/latest/",
            "https://a:b@push.example/",
        ),
        *("https://push.example/" + "x" * 1000, "https://push.example/\u0661", "https://push.example/a b", "javascript:alert(1)"),
    ],
)
def test_an_address_that_no_push_service_has_is_refused(reader, endpoint):
    with pytest.raises(Malformed):
        subscribe(reader=reader, endpoint=endpoint, **KEYS)


@pytest.mark.parametrize(
    "keys", [{"key": ""}, {"key": "A" * 87}, {"key": KEYS["key"][:40]}, {"secret": ""}, {"secret": "§"}, {"secret": "AAAA"}]
)
def test_keys_that_no_browser_makes_are_refused(reader, keys):
    with pytest.raises(Malformed):
        subscribe(reader=reader, endpoint=ENDPOINT, **{**KEYS, **keys})


def test_the_key_of_the_site_is_made_once_and_kept_for_its_owner(db):
    key = public_key()
    assert (key, len(key)) == (public_key(), 87)
    kept = options.folder / KEPT
    assert kept.stat().st_mode & 0o077 == 0
    assert private_key().private_numbers().private_value.to_bytes(32).hex() not in kept.read_text()
