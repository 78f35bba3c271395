"""Where a guest's response came from: kept for a sanction, and no longer than the salt of its day."""

from datetime import timedelta

import pytest

from tertulia.readers.guests import address_key, claim_address
from tertulia.responses.confirming import adopt_guest
from tertulia.responses.erasing import erase_guest
from tertulia.responses.models import Response, SentFrom
from tertulia.responses.networks import forget_response_networks, network_of_response
from tertulia.responses.posting import post_response


@pytest.fixture
def sent(thread, now):
    def send(author=None, **more):
        named = {} if author else {"name": "Gil"}
        return post_response(thread=thread.pk, author=author, text="A word.", network="n1", now=now, **named, **more).response

    return send


def test_only_a_guest_s_network_is_kept(sent, reader, now):
    assert network_of_response(sent().pk, now=now) == ("n1", now.date())
    assert network_of_response(sent(reader).pk, now=now) is None
    assert SentFrom.objects.count() == 1


def test_after_seven_days_it_is_neither_told_nor_kept(sent, now):
    response = sent()
    assert forget_response_networks(now=now + timedelta(days=6)) == 0
    assert network_of_response(response.pk, now=now + timedelta(days=7)) is None
    assert forget_response_networks(now=now + timedelta(days=7)) == 1
    assert not SentFrom.objects.exists()
    assert Response.objects.exists()


def test_it_goes_with_the_words(sent, now):
    guest = claim_address(name="Gil", email="gil@guest.example", language="en", now=now)
    guest.confirmed_at = now
    guest.save()
    sent(guest=guest)
    erase_guest(guest=guest)
    assert not SentFrom.objects.exists()


def test_whoever_got_an_account_has_no_network(sent, reader, now):
    guest = claim_address(name="Gil", email="gil@guest.example", language="en", now=now)
    guest.confirmed_at = now
    guest.save()
    response = sent(guest=guest)
    adopt_guest(address=address_key("gil@guest.example"), reader=reader)
    assert network_of_response(response.pk, now=now) is None
