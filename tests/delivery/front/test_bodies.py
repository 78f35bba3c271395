import asyncio

import pytest

from tertulia.delivery.front.bodies import read_body
from tertulia.errors import BodyTooLarge, BodyTooSlow, Malformed


def read(*messages, declared="", most=10, seconds=1.0):
    waiting = list(messages)

    async def receive():
        if not waiting:
            await asyncio.sleep(60)
        return waiting.pop(0)

    return asyncio.run(read_body(receive, declared=declared, most=most, seconds=seconds))


def part(body, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


def test_parts_are_joined():
    assert read(part(b"ab"), part(b""), part(b"cd", False), declared="4") == b"abcd"
    assert read({"type": "http.request"}) == b""


def test_a_body_of_exactly_the_bound_is_read():
    assert read(part(b"a" * 10, False), declared="10") == b"a" * 10


@pytest.mark.parametrize("declared", ["11", "99999999999999999999999999", "9" * 5000])
def test_a_length_beyond_the_bound_is_refused_before_anything_is_read(declared):
    with pytest.raises(BodyTooLarge):
        read(declared=declared)


def test_a_body_beyond_the_bound_is_refused_whatever_it_said():
    with pytest.raises(BodyTooLarge):
        read(part(b"a" * 8), part(b"a" * 8), declared="3")


@pytest.mark.parametrize("declared", ["-1", "+1", "1.0", "0x1", "١", "1 ", "a"])
def test_a_length_that_is_no_number_is_malformed(declared):
    with pytest.raises(Malformed):
        read(declared=declared)


def test_a_client_that_leaves_is_answered_all_the_same():
    with pytest.raises(Malformed):
        read(part(b"a"), {"type": "http.disconnect"})


def test_a_body_that_does_not_come_is_given_up():
    with pytest.raises(BodyTooSlow):
        read(part(b"a"), seconds=0.05)
