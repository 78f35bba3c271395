import pytest

from tertulia.readers.devices import device_of


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36 Edg/140",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) AppleWebKit/605 Version/19 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.9.1", ""),
        ("", ""),
        ("<script>\u202e" * 400 + "Firefox/1", ""),
    ],
)
def test_a_device_is_named_and_nothing_else_is_kept(said, called):
    assert device_of(said) == called
