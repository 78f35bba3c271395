import pytest

from tertulia.delivery.front.peers import client_of, parse_networks

PROXIES = parse_networks(["127.0.0.1", "10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # what stands further left, the client made up
        ("127.0.0.1", "203.0.113.7, 10.1.2.3", "203.0.113.7"),  # two proxies
        ("127.0.0.1", "10.1.2.3, 10.4.5.6", "10.1.2.3"),
        ("::1", "2001:DB8::0001", "2001:db8::1"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7, nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", " , ,", "127.0.0.1"),
        ("198.51.100.9", "203.0.113.7", "198.51.100.9"),
        ("", "203.0.113.7", ""),
    ],
)
def test_the_client_is_what_the_nearest_proxy_saw(peer, forwarded, client):
    assert client_of(peer, {"x-forwarded-for": forwarded}, PROXIES)[0] == client


def test_without_a_listed_proxy_nobody_is_believed():
    assert client_of("127.0.0.1", {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"}, ()) == ("127.0.0.1", None)


@pytest.mark.parametrize(
    ("said", "scheme"), [("https", "https"), ("HTTP", "http"), ("https, http", "http"), ("ftp", None), ("", None)]
)
def test_the_scheme_is_what_the_nearest_proxy_says(said, scheme):
    assert client_of("10.0.0.1", {"x-forwarded-proto": said}, PROXIES)[1] == scheme
    assert client_of("11.0.0.1", {"x-forwarded-proto": said}, PROXIES)[1] is None


def test_networks_are_checked():
    with pytest.raises(ValueError, match="nonsense"):
        parse_networks(["nonsense"])
