import hashlib
from datetime import date, timedelta

import pytest

from tertulia.readers import addresses
from tertulia.readers.addresses import destroy_old_salts, end_of_salt, network_of, pseudonyms
from tertulia.readers.models import Salt

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def fresh_salts():
    addresses._salts.cache_clear()
    yield
    addresses._salts.cache_clear()


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


ADDRESS = "198.51.100.7"


def name_on(day, address=ADDRESS):
    return pseudonyms(address, today=day)[0]


def test_a_pseudonym_is_good_for_one_day_and_tells_nothing(db):
    name = name_on(DAY)
    assert name == name_on(DAY, "::ffff:198.51.100.7")
    assert name != name_on(DAY, "198.51.100.8")
    assert name != name_on(DAY + timedelta(days=1))
    assert len(name) == 32
    assert not {"198.51.100.7", hashlib.sha256(ADDRESS.encode()).hexdigest()[:32]} & {name}


def test_a_network_is_known_again_by_its_names_of_seven_days(db):
    names = [name_on(DAY + timedelta(days=number)) for number in range(9)]
    assert pseudonyms(ADDRESS, today=DAY + timedelta(days=8)) == tuple(reversed(names[2:]))
    assert pseudonyms(ADDRESS, today=DAY + timedelta(days=6)) == tuple(reversed(names[:7]))


def test_days_on_which_nobody_came_have_no_name(db):
    first = name_on(DAY)
    assert pseudonyms(ADDRESS, today=DAY + timedelta(days=3))[1:] == (first,)


def test_after_seven_days_nobody_can_make_it_again(db):
    name = name_on(DAY)
    assert destroy_old_salts(today=DAY + timedelta(days=6)) == 0
    assert destroy_old_salts(today=DAY + timedelta(days=7)) == 1
    assert end_of_salt(DAY).date() == DAY + timedelta(days=7)
    addresses._salts.cache_clear()
    assert name_on(DAY) != name
    assert Salt.objects.count() == 1
