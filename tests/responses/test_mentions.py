"""`@name`: the longest name that fits, in any script."""

import time

import pytest

from tertulia.moderation.deciding import remove_response
from tertulia.responses import markup
from tertulia.responses.editing import edit_response
from tertulia.responses.mentioning import names_to_offer
from tertulia.responses.mentions import Person, find_mentions
from tertulia.responses.models import Mention
from tertulia.responses.posting import post_response

PEOPLE = [
    Person(1, "Rosa", 11),
    Person(2, "Rosa Vidal", 12),
    Person(3, "أم كلثوم", 13),
    Person(4, "田中", 14),
    Person(5, "Zoë-Ann O’Neil", 15),
    Person(6, "क्षमा", 16),
]


def named(text):
    return [found.person.id for found in find_mentions(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@Rosa, look", [1]),
        ("@Rosa Vidal, look", [2]),
        ("@rosa vidal's word", [2]),
        ("@Rosa Vidalia", [1]),
        ("@Rosalind", []),
        ("(@Rosa)", [1]),
        ("rosa@Rosa.example", []),
        ("https://x.example/@Rosa", []),
        ("شكرا @أم كلثوم على هذا", [3]),
        ("@أم كلثومي", []),
        ("@田中さん、どうも", [4]),
        ("@Zoë-Ann O’Neil!", [5]),
        ("@क्षमा", [6]),
        ("@Nobody @", []),
        ("@Rosa @Rosa Vidal", [1, 2]),
    ],
)
def test_the_longest_name_that_fits_is_meant(text, ids):
    assert named(text) == ids


def test_a_mention_leads_to_a_response_of_who_is_meant_but_not_in_code_or_links():
    html, ids = markup.with_mentions("@Rosa Vidal and `@Rosa` and [@Rosa](https://a.example/) and *@Rosa*", PEOPLE)
    assert '<a href="/r/12/" rel="nofollow ugc noopener">@Rosa Vidal</a>' in html
    assert html.count('href="/r/11/"') == 1
    assert "<code>@Rosa</code>" in html
    assert ids == (2, 1)


def test_a_name_cannot_break_out_of_its_link():
    html, _ids = markup.with_mentions("@<b>x", [Person(1, "<b>x", 1)])
    assert "<b>" not in html


def test_many_signs_and_many_people_take_no_time():
    people = [Person(number, f"Rosa {number:04}", number) for number in range(2_000)]
    start = time.perf_counter()
    assert len(list(find_mentions("@Rosa 9999 " * 1_800, people))) == 0
    assert time.perf_counter() - start < 1


def test_only_people_in_the_thread_can_be_named(thread, reader, other_reader):
    post_response(thread=thread.pk, author=reader, text="A word.")
    posted = post_response(thread=thread.pk, author=other_reader, text="@Rosa Vidal and @طارق.").response
    assert [mention.reader for mention in Mention.objects.filter(response=posted)] == [reader]
    assert names_to_offer(thread.pk, "vid") == ["Rosa Vidal"]
    assert names_to_offer(thread.pk, "mo") == []


def test_of_two_with_one_name_the_one_who_is_answered_is_meant(thread, reader, other_reader):
    first = post_response(thread=thread.pk, author=reader, text="A word.").response
    type(reader).objects.filter(pk=other_reader.pk).update(name=reader.name)
    other_reader.refresh_from_db()
    second = post_response(thread=thread.pk, author=other_reader, text="A word.").response
    for answered, meant in ((first, reader), (second, other_reader)):
        posted = post_response(thread=thread.pk, author=None, name="Nadia", text="@Rosa Vidal!", parent=answered.pk).response
        assert Mention.objects.get(response=posted).reader == meant


def test_an_edit_changes_who_is_named(thread, reader, other_reader):
    post_response(thread=thread.pk, author=reader, text="A word.")
    posted = post_response(thread=thread.pk, author=other_reader, text="@Rosa Vidal").response
    edit_response(response=posted.pk, author=other_reader, text="Nobody.")
    assert not Mention.objects.exists()
    edit_response(response=posted.pk, author=other_reader, text="@Rosa Vidal again")
    assert Mention.objects.get().reader == reader


def test_who_was_removed_from_a_thread_is_not_offered(thread, reader, moderator):
    posted = post_response(thread=thread.pk, author=reader, text="A word.").response
    remove_response(response=posted.pk, moderator=moderator)
    assert names_to_offer(thread.pk, "ro") == []
