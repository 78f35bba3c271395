"""Addresses of pages of other sites, and the first response to one."""

import pytest

from tertulia.errors import AddressNotListed, EmptyText, Malformed
from tertulia.responses.elsewhere import (
    Home,
    count_by_address,
    find_home_thread,
    post_first_response,
    spellings,
    tidy_address,
    tidy_language,
    tidy_title,
)
from tertulia.responses.models import Thread
from tertulia.responses.posting import post_response
from tertulia.responses.threads import keep_thread_address

ORIGINS = ("https://blog.example", "http://localhost:8123")
HOME = Home(site=1, url="https://blog.example/lamp/", title="The lamp", language="en")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://blog.example", "https://blog.example/"),
        ("HTTPS://Blog.Example:443/Lamp?b=2&a=1#top", "https://blog.example/Lamp?b=2&a=1"),
        (" https://blog.example/lamp?utm_source=x&id=7&fbclid=y ", "https://blog.example/lamp?id=7"),
        ("https://blog.example/lamp?utm_source=x", "https://blog.example/lamp"),
        ("https://blog.example/مصباح/", "https://blog.example/%D9%85%D8%B5%D8%A8%D8%A7%D8%AD/"),
        ("https://blog.example/%D9%85/?q=%20", "https://blog.example/%D9%85/?q=%20"),
        ("http://localhost:8123/a;b,c(d)", "http://localhost:8123/a;b,c(d)"),
    ],
)
def test_an_address_has_one_spelling(said, kept):
    assert tidy_address(said, origins=ORIGINS) == kept
    assert tidy_address(kept, origins=ORIGINS) == kept


@pytest.mark.parametrize(
    "said",
    [
        "https://other.example/lamp/",
        "http://blog.example/lamp/",
        "https://blog.example:8443/",
        "https://blog.example.evil.example/",
        "https://blog.example@evil.example/",
        "https://me@blog.example/",
        "//blog.example/",
        "/lamp/",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_of_a_site_that_is_not_listed_is_refused(said):
    with pytest.raises(AddressNotListed):
        tidy_address(said, origins=ORIGINS)


@pytest.mark.parametrize(
    "said",
    [
        "https://blog.example/a b",
        "https://blog.example/\\x",
        "https://[x/",
        "https://blog.example:x/",
        f"https://blog.example/{'x' * 500}",
    ],
)
def test_what_is_no_address_is_refused(said):
    with pytest.raises(Malformed):
        tidy_address(said, origins=ORIGINS)


def test_no_site_is_listed_until_somebody_lists_it():
    with pytest.raises(AddressNotListed):
        tidy_address("https://blog.example/", origins=[])


def test_a_title_is_one_line_that_can_be_read():
    assert tidy_title("  The\n lamp\u202e\x00 is lit ") == "The lamp is lit"
    assert len(tidy_title("word " * 200)) == 200


def test_a_language_is_a_tag():
    assert [tidy_language(said) for said in ("AR", "pt-br", "x", "<b>", "en_US", "")] == ["ar", "pt-br", "", "", "", ""]


def test_an_address_is_known_with_and_without_its_last_slash_and_in_letters():
    assert spellings("https://blog.example/a?b=1") == ["https://blog.example/a?b=1", "https://blog.example/a/?b=1"]
    assert "https://blog.example/مصباح" in spellings("https://blog.example/%D9%85%D8%B5%D8%A8%D8%A7%D8%AD/")


def test_the_first_response_opens_the_thread(reader):
    assert find_home_thread(HOME) is None
    posted = post_first_response(home=HOME, author=reader, text="It was dark.")
    thread = find_home_thread(HOME)
    assert (thread.title, thread.language, thread.visible) == ("The lamp", "en", 1)
    assert posted.response.thread_id == thread.id
    again = post_first_response(home=HOME, author=reader, text="Still is.")
    assert again.response.thread_id == thread.id


def test_a_first_response_that_is_refused_opens_nothing(reader):
    with pytest.raises(EmptyText):
        post_first_response(home=HOME, author=reader, text="  ")
    assert not Thread.objects.exists()


def test_a_page_without_a_title_is_called_by_its_address(reader):
    post_first_response(home=Home(1, HOME.url, "", ""), author=reader, text="It was dark.")
    assert Thread.objects.get().title == "blog.example/lamp/"


def test_responses_are_counted_by_any_address_of_their_thread(reader, django_assert_num_queries):
    posted = post_first_response(home=HOME, author=reader, text="It was dark.")
    post_response(thread=posted.response.thread_id, author=reader, text="Still is.")
    keep_thread_address(posted.response.thread, "https://blog.example/old-lamp")
    urls = ["https://blog.example/lamp", HOME.url, "https://blog.example/old-lamp/", "https://blog.example/none/"]
    with django_assert_num_queries(1):
        assert count_by_address(site=1, urls=urls) == dict(zip(urls, (2, 2, 2, 0), strict=True))
    assert count_by_address(site=2, urls=[HOME.url]) == {HOME.url: 0}
