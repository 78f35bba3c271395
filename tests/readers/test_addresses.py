from datetime import date, timedelta

import pytest

from tertulia.readers import addresses
from tertulia.readers.addresses import destroy_old_salts, network_of, pseudonym
from tertulia.readers.models import Salt

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def fresh_salts():
    addresses._salt.cache_clear()
    yield
    addresses._salt.cache_clear()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
        ("198.51.100.7:80", ""),
    ],
)
def test_a_network_is_an_ipv4_address_or_half_of_an_ipv6_one(address, network):
    assert network_of(address) == network


def test_a_pseudonym_is_good_for_one_day_and_tells_nothing(db):
    name = pseudonym("198.51.100.7", day=DAY)
    assert name == pseudonym("::ffff:198.51.100.7", day=DAY)
    assert name != pseudonym("198.51.100.8", day=DAY)
    assert name != pseudonym("198.51.100.7", day=DAY + timedelta(days=1))
    assert "198" not in name or len(name) == 32


def test_after_seven_days_nobody_can_make_it_again(db):
    name = pseudonym("198.51.100.7", day=DAY)
    assert destroy_old_salts(today=DAY + timedelta(days=6)) == 0
    assert destroy_old_salts(today=DAY + timedelta(days=7)) == 1
    addresses._salt.cache_clear()
    assert pseudonym("198.51.100.7", day=DAY) != name
    assert Salt.objects.count() == 1
