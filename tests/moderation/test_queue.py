from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tertulia.errors import NotAllowed, SignInNeeded
from tertulia.moderation.actions import Action
from tertulia.moderation.card import load_card
from tertulia.moderation.cases import open_case, prepare_case, prepare_waiting
from tertulia.moderation.claiming import claim_case, leave_cases, take_over_case
from tertulia.moderation.deciding import decide
from tertulia.moderation.models import Case
from tertulia.moderation.queue import BITS, Filters, View, count_views, load_queue, next_case, same_words
from tertulia.moderation.searching import keep_words
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.models import Response
from tertulia.responses.posting import post_response

ROW = {"site": 1, "language": "en", "is_held": True, "reason": "abuse", "prepared": True}


@pytest.fixture
def many(thread, reader):
    """Makes open cases in bulk, each about a response of its own."""

    def make(count):
        now = timezone.now()
        place = {"thread": thread, "state": "visible", "author": reader, "author_name": "Rosa", "text": "x", "html": "x"}
        responses = Response.objects.bulk_create([Response(place=each, **place) for each in range(count)], batch_size=2000)
        Case.objects.bulk_create(
            [
                Case(response=each, thread=thread, opened_at=now, rank=index, is_urgent=index % 50 == 0, **ROW)
                for index, each in enumerate(responses)
            ],
            batch_size=2000,
        )

    return make


def test_the_most_urgent_comes_first_and_pages_follow_each_other(many, moderator):
    many(7)
    seen, after = [], ""
    while after is not None:
        page = load_queue(moderator, after=after, now=timezone.now(), most=3)
        seen += [line.rank for line in page.lines]
        after = page.next
    assert seen == list(range(7))


def test_the_counts_are_right_in_every_view(many, moderator, thread):
    many(101)
    queue = load_queue(moderator, now=timezone.now())
    assert queue.counts == count_views(moderator, Filters(thread=thread.pk))
    assert (queue.counts[View.EVERYTHING], queue.counts[View.HELD], queue.counts[View.URGENT]) == (101, 101, 3)
    assert queue.counts[View.APPEALS] == 0


def test_a_view_and_a_filter_narrow_it(case, held, moderator, thread):
    assert [line.id for line in load_queue(moderator, View.HELD, now=timezone.now()).lines] == [case.pk]
    assert not load_queue(moderator, View.APPEALS, now=timezone.now()).lines
    for fits in (
        Filters(rule="abuse"),
        Filters(words="idiot"),
        Filters(language="en"),
        Filters(thread=thread.pk),
        Filters(site=1),
    ):
        assert load_queue(moderator, filters=fits, now=timezone.now()).lines, fits
    for other in (Filters(rule="links"), Filters(words="lantern"), Filters(language="fr"), Filters(reader=4711), Filters(site=9)):
        found = load_queue(moderator, filters=other, now=timezone.now())
        assert not found.lines and found.counts[View.EVERYTHING] == 0, other


def test_nobody_else_sees_it(case, reader):
    for who, error in ((reader, NotAllowed), (None, SignInNeeded)):
        with pytest.raises(error):
            load_queue(who, now=timezone.now())
        with pytest.raises(error):
            load_card(case.pk, who)


def test_a_moderator_of_one_site_sees_that_site_alone(case, db):
    elsewhere = Reader.objects.create_user("far@quay.example", name="Far")
    grant_role(reader=elsewhere, role=Role.MODERATOR, site=7)
    queue = load_queue(elsewhere, now=timezone.now())
    assert not queue.lines and queue.counts[View.EVERYTHING] == 0
    with pytest.raises(NotAllowed):
        load_card(case.pk, elsewhere)


def test_words_are_found_by_their_beginning_in_the_text_and_in_the_name(case, held, moderator):
    for words in ("idiot", "IDI", "liar idiot", "Rosa", "rosa liar"):
        assert [line.id for line in load_queue(moderator, filters=Filters(words=words), now=timezone.now()).lines] == [case.pk], (
            words
        )
    for words in ("diot", "idiot lantern", "%", "_", '"', "*", "-", "'"):
        assert not load_queue(moderator, filters=Filters(words=words), now=timezone.now()).lines, words


def test_a_word_of_very_many_cases_is_found_in_order_too(case, held, moderator, monkeypatch):
    monkeypatch.setattr("tertulia.moderation.narrowing.MOST", 0)  # one case is very many, rather than 2,001 of them
    for words, found in (("idi", [case.pk]), ("liar idiot", [case.pk]), ("diot", []), ("idiot lantern", [])):
        assert [line.id for line in load_queue(moderator, filters=Filters(words=words), now=timezone.now()).lines] == found, words


def test_a_closed_case_and_changed_words_leave_nothing_in_the_index(case, held, moderator):
    assert _indexed() == [case.pk]
    Response.objects.filter(pk=held.pk).update(text="Something about lanterns.")
    assert _indexed() == [], "until the case is filled in again"
    prepare_waiting()
    assert load_queue(moderator, filters=Filters(words="lanterns"), now=timezone.now()).lines
    assert not load_queue(moderator, filters=Filters(words="idiot"), now=timezone.now()).lines
    decide(case=case.pk, moderator=moderator, action=Action.REMOVE)
    assert _indexed() == []


def _indexed():
    with connection.cursor() as cursor:
        cursor.execute("select rowid from case_words order by rowid")
        return [case for (case,) in cursor.fetchall()]


def test_under_a_filter_no_more_is_counted_than_anybody_reads(many, moderator, thread, monkeypatch):
    monkeypatch.setattr("tertulia.moderation.queue.MOST_COUNTED", 50)
    many(101)
    queue = load_queue(moderator, filters=Filters(thread=thread.pk), now=timezone.now())
    assert (queue.counts[View.EVERYTHING], queue.counted_up_to) == (51, 50)
    assert load_queue(moderator, now=timezone.now()).counted_up_to is None


FILTERS = [Filters(language="en"), Filters(ground="house:hate"), Filters(rule="abuse"), Filters(rule="house.ban: x")]


@pytest.mark.parametrize("filters", [*FILTERS, Filters(section=3)])
def test_every_filter_is_one_index_read(many, moderator, filters):
    many(300)
    assert_one_index_read(moderator, View.EVERYTHING, filters)


@pytest.mark.parametrize("filters", [Filters(), Filters(words="rosa"), Filters(words="rosa", rule="imported", site=1)])
def test_five_queries_whatever_waits(many, moderator, colleague, filters, django_assert_max_num_queries):
    many(300)
    Case.objects.update(prepared=False)
    prepare_waiting(300)
    claimed = Case.objects.order_by("rank").first()
    claim_case(case=claimed.pk, moderator=colleague, now=timezone.now())
    anew = Reader.objects.get(pk=moderator.pk)
    with django_assert_max_num_queries(5):
        lines = load_queue(anew, filters=filters, now=timezone.now()).lines
    assert len(lines) == 40


@pytest.mark.parametrize("view", list(View))
def test_every_view_is_one_index_read(many, moderator, view):
    many(300)
    assert_one_index_read(moderator, view, Filters())


def assert_one_index_read(moderator, view, filters, index="case_"):
    with connection.cursor() as cursor:
        cursor.execute("analyze moderation_case")
    with CaptureQueriesContext(connection) as asked:
        load_queue(moderator, view, filters, now=timezone.now())
    query = next(each["sql"] for each in asked if '"rank"' in each["sql"] and "LIMIT" in each["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("set local enable_sort = off")
            cursor.execute(f"explain {query}")
        else:
            cursor.execute(f"explain query plan {query}")
        plan = " ".join(str(row) for row in cursor.fetchall()).lower()
    assert index in plan and "temp b-tree" not in plan and "sort" not in plan, plan


def test_of_several_conditions_the_rarest_is_read_by_its_index(many, moderator):
    many(300)
    Case.objects.filter(rank__in=(7, 8, 9)).update(language="de")
    Case.objects.filter(rank__in=(8, 200)).update(is_appeal=True)
    german, attacks = Filters(language="de", rule="abuse"), Filters(language="en", rule="abuse", section=0)
    assert_one_index_read(moderator, View.HELD, german, index="case_of_language")
    assert_one_index_read(moderator, View.APPEALS, Filters(language="en", rule="abuse"), index="case_appeal")
    assert [line.rank for line in load_queue(moderator, View.HELD, german, now=timezone.now()).lines] == [7, 8, 9]
    assert [line.rank for line in load_queue(moderator, View.APPEALS, german, now=timezone.now()).lines] == [8]
    assert len(load_queue(moderator, View.HELD, attacks, now=timezone.now()).lines) == 40


PLACES = ({"site": 1, "section": 3}, {"site": 1, "section": 4}, {"site": 7, "section": 0})


@pytest.fixture
def mixed(many):
    """A hundred cases that differ in everything the queue is narrowed by."""
    many(100)
    words = ("Lanterns and ropes", "Ropes alone", "Nothing of the kind")
    for case in Case.objects.select_related("response").order_by("rank"):
        number, case.response.text = case.rank, words[case.rank % 3]
        case.response.save()
        keep_words(case, case.response)
        Case.objects.filter(pk=case.pk).update(
            language=("en", "de", "ar")[number % 7 % 3], reason=("abuse", "links")[number % 5 % 2], ground=("", "house:hate")[number % 2],
            is_reported=number % 4 == 0, is_appeal=number % 30 == 0, **PLACES[number % 3],
        )  # fmt: skip


NARROWED = [
    Filters(),
    Filters(language="de", rule="abuse"),
    Filters(language="ar", ground="house:hate", rule="links"),
    Filters(section=3, language="en"),
    Filters(words="ropes"),
    Filters(words="ropes lanterns", language="en"),
    Filters(words="rosa", rule="links", ground="house:hate"),
    Filters(words="r", language="de"),
]


@pytest.mark.parametrize("filters", NARROWED)
@pytest.mark.parametrize("most", [0, 20, 5_000])
def test_whichever_index_is_read_the_same_cases_come_in_the_same_order(mixed, moderator, filters, most, monkeypatch):
    monkeypatch.setattr("tertulia.moderation.narrowing.MOST", most)
    elsewhere = Reader.objects.create_user("far@quay.example", name="Far")
    grant_role(reader=elsewhere, role=Role.MODERATOR, site=1, section=3)
    grant_role(reader=elsewhere, role=Role.MODERATOR, site=7)
    for who, places in ((moderator, PLACES), (elsewhere, (PLACES[0], PLACES[2]))):
        everything = load_queue(who, View.EVERYTHING, filters, now=timezone.now(), most=200)
        for view, flag in ((View.EVERYTHING, None), (View.REPORTED, "is_reported"), (View.APPEALS, "is_appeal")):
            fitting = [case.pk for case in Case.objects.order_by("rank") if _fits(case, filters, places, flag)]
            found = load_queue(who, view, filters, now=timezone.now(), most=200)
            assert [line.id for line in found.lines] == fitting, (view, filters)
            assert found.counts[view] == everything.counts[view] == len(fitting)


def _fits(case, filters, places, flag):
    said = f"rosa {case.response.text}".lower().split()
    found = all(any(word.startswith(asked) for word in said) for asked in filters.words.lower().split())
    named = {"section": filters.section, "language": filters.language, "ground": filters.ground, "reason": filters.rule}
    is_there = any((case.site, case.section) == (place["site"], place["section"]) for place in places)
    is_named = all(getattr(case, name) == value for name, value in named.items() if value)
    return found and is_there and is_named and (flag is None or getattr(case, flag))


def test_whoever_opens_a_case_has_it_for_a_while(case, moderator, colleague, now):
    assert claim_case(case=case.pk, moderator=moderator, now=now).is_mine
    theirs = claim_case(case=case.pk, moderator=colleague, now=now + timedelta(minutes=1))
    assert (theirs.is_mine, theirs.name) == (False, "Mo")
    assert next_case(colleague, View.EVERYTHING, Filters(), now=now) is None
    assert load_queue(colleague, now=now).lines[0].claimed_by == "Mo"
    assert claim_case(case=case.pk, moderator=colleague, now=now + timedelta(minutes=5)).is_mine


def test_a_case_can_be_taken_over_and_left(case, moderator, colleague, now):
    claim_case(case=case.pk, moderator=moderator, now=now)
    take_over_case(case=case.pk, moderator=colleague, now=now)
    assert not claim_case(case=case.pk, moderator=moderator, now=now).is_mine
    leave_cases(moderator=colleague)
    assert claim_case(case=case.pk, moderator=moderator, now=now).is_mine


def test_identical_words_are_found(thread, reader, other_reader, moderator):
    for author in (reader, other_reader):
        response = post_response(thread=thread.pk, author=author, text="Cheap  SHOES  here").response
        prepare_case(open_case(response=response.pk, is_reported=True).pk)
    one, other = Case.objects.order_by("id")
    assert same_words(one, moderator) == [other.pk]


def test_the_bits_are_those_that_the_triggers_count():
    assert [view.value for view in BITS] == ["held", "reported", "urgent", "notices", "appeals", "new-writers", "edited"]


def test_the_card_shows_the_words_with_what_speaks_against_them(case, held, moderator, thread, reader, other_reader):
    card = load_card(case.pk, moderator)
    assert "".join(piece.text for piece in card.pieces) == held.text
    assert any(piece.mark == "hot" and "idiot" in piece.text for piece in card.pieces)
    assert card.p > card.threshold and card.reasons[0].weight > 0
    assert (card.person.written, card.person.held, card.person.removed) == (1, 1, 0)
    assert card.decisions[0].is_automatic


def test_the_card_shows_what_the_two_said_before(thread, reader, other_reader, moderator):
    first = post_response(thread=thread.pk, author=reader, text="The bridge is fine.").response
    second = post_response(thread=thread.pk, author=other_reader, text="It is not fine at all.", parent=first.pk).response
    third = post_response(thread=thread.pk, author=reader, text="Who says so?", parent=second.pk).response
    case = open_case(response=third.pk, is_reported=True)
    card = load_card(case.pk, moderator)
    assert card.parent.id == second.pk and card.can_cool_down
    assert [turn.id for turn in card.exchanges] == []
    fourth = post_response(thread=thread.pk, author=other_reader, text="I say so.", parent=third.pk).response
    card = load_card(open_case(response=fourth.pk, is_reported=True).pk, moderator)
    assert [turn.id for turn in card.exchanges] == [second.pk]
