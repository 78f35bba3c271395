import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tertulia.delivery.worker import handle_waiting
from tertulia.errors import NameRefused, NameTaken, Refused
from tertulia.readers.letters import highest_pile
from tertulia.readers.models import Reader
from tertulia.readers.names import LONGEST, MOST_MARKS, SKELETON, _looks_like, skeleton, tidy_name
from tertulia.readers.naming import learn_looks, must_be_free, rename
from tertulia.responses.models import Response
from tertulia.responses.posting import post_response

LETTERS = st.text(min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosa Vidal", "rosa vidal"),
        ("Rosa Vidal", "RosaVidal"),
        ("Rosa Vidal", "Rоsа Vidаl"),  # Cyrillic о and а
        ("Rosa Vidal", "Rosa_Vida1"),
        ("Miriam", "Мiriam"),
        ("Ines", "lnes"),
        ("Modern", "Modem"),
        ("paypal", "раураl"),
        ("Rosa", "Ｒｏｓａ"),
        ("Rosa", "𝐑𝐨𝐬𝐚"),
        ("O0", "00"),
        ("é", "e\u0301"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("سلمى", "سلوى"), ("José", "Jose"), ("Ada", "Ida"), ("李小龍", "李小龙"), ("Мария", "Марина")]
)
def test_names_that_differ_differ(one, other):
    assert skeleton(one) != skeleton(other)


@given(LETTERS)
def test_a_skeleton_is_short_and_its_own(name):
    looks = skeleton(name)
    assert len(looks) <= SKELETON
    assert skeleton(looks) == looks or len(looks) == SKELETON


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ", min_size=1, max_size=20), st.data())
def test_no_exchange_of_look_alikes_makes_a_new_name(name, data):
    alike = {}
    for number, prototype in _looks_like().items():
        if len(prototype) == 1:
            alike.setdefault(prototype, []).append(chr(number))
    disguised = "".join(data.draw(st.sampled_from([letter, *alike.get(letter, [])])) for letter in name)
    assert skeleton(disguised) == skeleton(name)


@given(st.text(max_size=100))
def test_a_name_that_is_taken_in_is_seen_bounded_and_stays_itself(name):
    try:
        tidy = tidy_name(name)
    except Refused:
        return
    assert tidy_name(tidy) == tidy
    assert 0 < len(tidy) <= LONGEST
    assert highest_pile(tidy) <= MOST_MARKS
    assert not any("\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069" for letter in tidy)


def test_a_reader_s_name_is_theirs(reader, other_reader, thread):
    rename(reader=reader, name="Rosa Vidal")
    assert must_be_free("Rosa Vidal", reader=reader.pk)
    for name in ("rosa vidal", "Rоsа Vidаl"):
        with pytest.raises(NameTaken):
            rename(reader=other_reader, name=name)
        with pytest.raises(NameTaken):
            post_response(thread=thread.pk, author=None, name=name, text="A word.")


@pytest.mark.parametrize("name", ["Moderator", "АDМIN", "the Editors", "مشرف"])
def test_nobody_is_taken_for_the_newsroom(thread, reader, name):
    with pytest.raises(NameTaken):
        post_response(thread=thread.pk, author=None, name=name, text="A word.")
    with pytest.raises(NameTaken):
        rename(reader=reader, name=name)


def test_the_database_knows_it_too(reader, other_reader):
    rename(reader=reader, name="Rosa Vidal")
    other_reader.skeleton = skeleton("Rosa Vidal")
    with pytest.raises(IntegrityError), transaction.atomic():
        other_reader.save()


def test_who_came_in_otherwise_is_protected_as_well(reader, db):
    second = Reader.objects.create_user("rosa2@reader.example", name="Rosa Vidal")
    assert learn_looks() == 2
    assert learn_looks() == 0
    with pytest.raises(NameTaken):
        must_be_free("rosa vidal")
    rename(reader=second, name="Rosa the Second")


def test_everything_written_carries_the_new_name(reader, thread):
    response = post_response(thread=thread.pk, author=reader, text="A word.").response
    rename(reader=reader, name="Rosa V. Ferrer")
    handle_waiting()
    assert Response.objects.get(pk=response.pk).author_name == "Rosa V. Ferrer"
    with pytest.raises(NameRefused):
        rename(reader=reader, name="x" * 61)
