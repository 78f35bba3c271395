"""Limits of a running server hold for whoever really asks: without a proxy, behind one, behind two."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.conftest import Site
from tests.journeys.test_front_logs import _ask

MOST = 3
THREAD = (
    "from django.utils import timezone\n"
    "from tertulia.responses.models import Thread\n"
    "from tertulia.stories.sites import site_of\n"
    "print(Thread.objects.create(site=site_of('localhost'), url='https://elsewhere.example/', title='x', "
    "opened_at=timezone.now()).pk)"
)


@pytest.fixture(scope="module")
def start(make_site: Callable[..., Site]) -> Callable[..., Callable[..., int]]:
    """Starts a site and gives what posts to it under a forwarded address."""

    def begin(name: str, **settings: str) -> Callable[..., int]:
        site = make_site(name, TERTULIA_GUEST_POSTS=str(MOST), **settings).start()
        path = f"{site.url}/api/v1/threads/{site.python(THREAD)}/responses"
        return lambda address, **more: _ask(path, {"text": "A word.", "guest": {"name": "Ana"}}, address, **more)[0]

    return begin


@pytest.fixture(scope="module")
def behind(start: Any) -> Iterator[Any]:
    return start("behind", TERTULIA_TRUSTED_PROXIES='["127.0.0.1", "::1", "10.0.0.0/8"]')


def last_of(post: Callable[..., int], addresses: list[str]) -> int:
    """The status of the last post: the limit twice over and one more, since a window may end in between."""
    status = 0
    for number in range(2 * MOST + 1):
        status = post(addresses[number % len(addresses)])
        if status == 429:
            break
        assert status == 201
    return status


def test_without_a_listed_proxy_what_is_forwarded_is_not_believed(start: Any) -> None:
    post = start("alone")
    assert last_of(post, [f"198.51.100.{number}" for number in range(20)]) == 429
    assert post("2001:db8::1") == 429
    others = {"X-Real-Ip": "198.51.100.99", "Forwarded": "for=198.51.100.99", "X_Forwarded_For": "198.51.100.99"}
    assert post("198.51.100.99", **others) == 429


@pytest.mark.parametrize("proxies", ["", ", 10.1.2.3"], ids=["one proxy", "two proxies"])
def test_behind_listed_proxies_each_client_has_a_limit_of_its_own(behind: Any, proxies: str) -> None:
    client = "203.0.113.7" if proxies else "203.0.113.8"
    made_up = [f"{one}{client}{proxies}" for one in ("", "192.0.2.1, ", "192.0.2.2, 10.9.9.9, ", "nonsense, ")]
    assert last_of(behind, made_up) == 429
    assert behind(f"203.0.113.{90 + len(proxies)}{proxies}") == 201


def test_an_ipv6_network_is_one_client(behind: Any) -> None:
    assert last_of(behind, [f"2001:db8:1:2:{number}::{number}" for number in range(1, 20)]) == 429
    assert behind("2001:db8:1:3::1") == 201
