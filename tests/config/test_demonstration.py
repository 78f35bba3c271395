"""What the demonstration holds, once loaded: loaded a single time for the whole file, and rolled back after it."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from PIL import Image

from tertulia.config.demonstration.conversations import parse_conversation
from tertulia.config.demonstration.crowd import write_crowd
from tertulia.config.demonstration.loading import conversation_below, load_demonstration
from tertulia.config.demonstration.people import ACCOUNTS, PASSWORD, known_sign_ins
from tertulia.config.demonstration.publishing import parse_manuscript, read_manuscripts
from tertulia.errors import CannotStart
from tertulia.moderation.deciding import hold_response, release_response, remove_response
from tertulia.moderation.models import Case, Quarrel
from tertulia.readers.models import Reader
from tertulia.responses.models import Response, Revision, Screening, State, Thread
from tertulia.responses.posting import post_response
from tertulia.responses.withdrawing import withdraw_response
from tertulia.stories.models import NewsImage, SectionPage, StoryPage

QUARREL = "harbour-tram"
CROWD = "foghorn"
KEPT = ("depth", "branch_no", "replies", "last_no", "listed", "place", "state", "author_id", "author_name", "text", "html")
KEPT += ("lifts", "replied", "top", "active")


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """The lines it said while loading."""
    said: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        start = time.perf_counter()
        load_demonstration(today=timezone.localdate(), say=said.append)
        print(f"the demonstration took {time.perf_counter() - start:.1f} s to load")
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def undone(loaded: list[str]) -> Iterator[None]:
    """Whatever the test writes is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def thread_below(slug: str) -> Thread:
    return Thread.objects.get(story__slug=slug)


def written() -> Any:
    """The written conversations: every response but those whose cases wait at the desk."""
    return Response.objects.exclude(author__email__startswith="reader-")


def account(role: str) -> Reader:
    return Reader.objects.get(email=next(account.email for account in ACCOUNTS if account.role == role))


def longest_exchange(slug: str) -> int:
    """The longest run of replies, each below the one before, in which two people take turns."""
    by_id = {response.pk: response for response in written().filter(thread__story__slug=slug)}
    best = 0
    for response in by_id.values():
        turns, name, other = 1, response.author_name, None
        while (above := by_id.get(response.parent_id)) is not None:
            if above.author_name == name or other not in (None, above.author_name):
                break
            turns, name, other, response = turns + 1, above.author_name, name, above
        best = max(best, turns)
    return best


# --- stories


def test_every_story_is_live_has_words_a_byline_a_section_and_a_thread(loaded):
    stories = StoryPage.objects.live()
    assert stories.count() == len([manuscript for manuscript in read_manuscripts() if not manuscript.scheduled])
    for story in stories:
        assert story.standfirst and len(story.body) >= 1 and story.contributors(), story.slug
        assert isinstance(story.get_parent().specific, SectionPage)
        assert story.live_revision is not None and not story.has_unpublished_changes
        thread = Thread.objects.get(story=story)
        assert (thread.url, thread.language, thread.title) == (story.address, story.language, story.title)


def test_one_story_is_still_to_come(loaded):
    story = StoryPage.objects.get(live=False)
    assert story.go_live_at > timezone.now() + timedelta(days=1)
    assert story.approved_schedule
    assert not Thread.objects.filter(story=story).exists()


def test_the_blocks_of_a_paper_are_there(loaded):
    kinds = {block.block_type for story in StoryPage.objects.live() for block in story.body}
    assert {"paragraph", "heading", "quote", "pull_quote", "gallery", "table", "fact_box", "embed"} <= kinds
    tram = StoryPage.objects.get(slug=QUARREL)
    assert [correction.day for correction in tram.corrections.all()] == [timezone.localdate() - timedelta(days=1)]
    assert [each.other.slug for each in tram.related.all()] == ["last-ferry", "ful-at-five"]
    assert tram.updated_at > tram.published_at
    table = next(block.value["table"] for block in tram.body if block.block_type == "table")
    assert sum(int(row["values"][1]) for row in table.row_data) == 1100


def test_the_stories_are_in_three_languages_and_two_are_one(loaded):
    assert Counter(StoryPage.objects.live().values_list("language", flat=True)) == {"en": 6, "ar": 2, "fr": 1}
    english = StoryPage.objects.get(slug="lighthouse-by-night")
    assert [version.language for version in english.versions()] == ["fr", "en"]


def test_every_picture_is_small_wide_and_has_alternative_text_caption_and_credit(loaded):
    assert NewsImage.objects.count() == StoryPage.objects.count() + 3
    for picture in NewsImage.objects.all():
        assert picture.description and picture.caption and picture.credit == "Illustration: The Quay"
        assert (picture.width, picture.height) == (1600, 900)
        assert picture.file.size <= 60_000
        with picture.file.open() as file:
            assert Image.open(file).format == "PNG"


def test_a_story_passes_the_same_checks_as_in_the_editor(loaded):
    for story in StoryPage.objects.all():
        story.full_clean()
        story.clean_for_publication()


def test_headings_quotes_and_lists_become_blocks(loaded):
    kinds = Counter(block.block_type for block in StoryPage.objects.get(slug=QUARREL).body)
    assert kinds["heading"] == 3 and kinds["quote"] == 1
    body = str(StoryPage.objects.get(slug="last-ferry").body)
    assert "<ol>" in body and "<li>" in body and "<footer>نجوى عبد الحقّ، ممرّضة</footer>" in body


def test_nothing_is_dated_after_the_day_it_is_loaded_on(loaded):
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time()))
    assert not StoryPage.objects.filter(published_at__gte=midnight).exists()
    assert not written().filter(posted_at__gte=midnight).exists()
    assert not written().filter(edited_at__gte=midnight).exists()


# --- threads


def test_the_arabic_thread_has_twenty_five(loaded):
    assert written().filter(thread=thread_below("last-ferry")).count() == 25


def test_the_quarrel_has_sixty_responses_and_fifteen_turns_between_two_people(loaded):
    assert written().filter(thread=thread_below(QUARREL)).count() == 60
    assert longest_exchange(QUARREL) >= 15


def test_the_quarrel_has_every_fate_a_response_can_meet(loaded):
    here = written().filter(thread=thread_below(QUARREL))
    assert here.get(state=State.REMOVED).listed, "a removed response with visible replies leaves a marker"
    assert here.get(state=State.WITHDRAWN).listed
    assert not here.get(state=State.HELD).listed
    edited = here.get(edited_at__isnull=False)
    assert Revision.objects.get(response=edited).text != edited.text
    assert here.filter(author__groups__name="Editors").exists()
    assert {"<blockquote>", "<ol>", "<pre>", "<strong>", "<a href="} <= {
        tag for tag in ("<blockquote>", "<ol>", "<pre>", "<strong>", "<a href=") if here.filter(html__contains=tag).exists()
    }


def test_the_crowd_is_fifteen_hundred_in_three_ways_of_writing(loaded):
    here = written().filter(thread=thread_below(CROWD))
    assert here.count() == 1500
    arabic = here.filter(text__regex="[\u0627-\u064a]").count()
    assert 150 < arabic < 500
    assert here.filter(text__contains="wallah").exists()
    assert here.values("text").distinct().count() == 1500
    assert here.filter(root=None, replies__gt=100).exists(), "one branch is long enough to be cut"


def test_one_thread_is_closed_and_one_is_empty(loaded):
    assert Thread.objects.get(state="closed").visible > 10
    assert Thread.objects.get(visible=0) == thread_below("library-of-things")


def test_arabic_in_latin_letters_stands_among_english_and_arabic(loaded):
    words = " ".join(written().filter(thread=thread_below("ful-at-five")).values_list("text", flat=True))
    assert "7abibi" in words or "habibi" in words
    assert "الطماطم" in words and "Good morning" in words


def test_a_moderator_has_something_to_do(loaded):
    assert written().filter(state=State.HELD).values("thread").distinct().count() == 4
    kept = {each.response_id: each for each in Screening.objects.filter(state=State.HELD, response__in=written())}
    assert kept.keys() == set(written().filter(state=State.HELD).values_list("pk", flat=True))
    assert {each.reason for each in kept.values()} == {"spam", "links", "abuse"}
    assert all(each.record["evidence"] for each in kept.values())


@pytest.mark.parametrize("slug", [manuscript.slug for manuscript in read_manuscripts() if not manuscript.scheduled])
def test_every_kept_count_is_what_counting_says(loaded, slug):
    thread = thread_below(slug)
    rows = list(Response.objects.filter(thread=thread).order_by("place", "pk"))
    by_id = {row.pk: row for row in rows}
    below: dict[int | None, list[Response]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def is_listed(row: Response) -> bool:
        return row.state == State.VISIBLE or any(is_listed(reply) for reply in below.get(row.pk, ()))

    def top_of(row: Response) -> Response:
        return row if row.parent_id is None else top_of(by_id[row.parent_id])

    assert thread.visible == sum(row.state == State.VISIBLE for row in rows)
    numbers: Counter[int] = Counter()
    for row in rows:
        assert row.place == int(row.posted_at.timestamp() * 1_000_000)
        assert row.listed == is_listed(row)
        if row.parent_id is None:
            assert (row.root_id, row.depth, row.branch_no) == (None, 1, 0)
            branch = [reply for reply in rows if reply.root_id == row.pk]
            assert (row.replies, row.last_no) == (sum(reply.listed for reply in branch), len(branch))
            continue
        top, parent = top_of(row), by_id[row.parent_id]
        numbers[top.pk] += 1
        assert (row.root_id, row.depth, row.branch_no) == (top.pk, parent.depth + 1, numbers[top.pk])
        assert (row.replies, row.last_no) == (0, 0)
        assert parent.place < row.place and parent.pk < row.pk and parent.branch_no < row.branch_no


def test_it_is_stored_as_posting_one_by_one_would_have(undone):
    moderator = account("moderator")
    stored = list(written().filter(thread=thread_below(QUARREL)).select_related("author").order_by("pk"))
    again = Thread.objects.create(url="/again/", title="Again", opened_at=stored[0].posted_at)
    posted: dict[int, int] = {}
    for row in stored:
        response = post_response(
            thread=again.pk,
            author=row.author,
            name=row.author_name,
            text=row.text,
            parent=posted.get(row.parent_id),
            network=f"network {row.pk}",
            now=row.posted_at,
        ).response
        if response.state == State.HELD:  # whatever the gate thought of it, a person let it through
            release_response(response=response.pk, moderator=moderator)
        posted[row.pk] = response.pk
    for row in stored:
        _meet_its_fate(row, posted[row.pk], moderator)
    for row in stored:
        copy = Response.objects.get(pk=posted[row.pk])
        assert [getattr(copy, field) for field in KEPT] == [getattr(row, field) for field in KEPT]
        assert (copy.parent_id, copy.root_id) == (posted.get(row.parent_id), posted.get(row.root_id))
    assert Thread.objects.get(pk=again.pk).visible == sum(row.state == State.VISIBLE for row in stored)


def _meet_its_fate(row: Response, copy: int, moderator: Any) -> None:
    if row.state == State.REMOVED:
        remove_response(response=copy, moderator=moderator)
    elif row.state == State.HELD:
        hold_response(response=copy, moderator=moderator)
    elif row.state == State.WITHDRAWN:
        Response.objects.filter(pk=copy).update(author=moderator)  # only an account can withdraw
        withdraw_response(response=copy, author=moderator)
        Response.objects.filter(pk=copy).update(author=None)


def test_another_response_can_be_posted_into_every_open_thread(undone):
    moderator = account("moderator")
    for thread in Thread.objects.filter(state="open"):
        last = Response.objects.filter(thread=thread, state=State.VISIBLE).last()
        posted = post_response(thread=thread.pk, author=moderator, text="One more.", parent=last and last.pk).response
        assert posted.depth == (last.depth + 1 if last else 1)


# --- people


def test_fifty_cases_of_every_kind_wait_at_the_desk(loaded):
    waiting = Case.objects.filter(closed_at=None)
    assert waiting.count() >= 45 and not waiting.filter(prepared=False).exists()
    reasons = set(waiting.values_list("reason", flat=True))
    assert reasons >= {"abuse", "links", "threat", "person", "edited", ""}
    assert {"en", "ar"} <= set(waiting.values_list("language", flat=True))
    same = waiting.exclude(fingerprint="").values("fingerprint").annotate(count=Count("pk")).filter(count__gte=3)
    assert same.exists(), "some say the same"
    for flag in ("is_held", "is_reported", "is_urgent", "is_notice", "is_appeal", "is_new_writer", "is_edited"):
        assert waiting.filter(**{flag: True}).exists(), flag
    assert Quarrel.objects.exists()


def test_every_account_signs_in_with_the_password_it_is_printed_with(undone):
    for account in ACCOUNTS:
        reader = authenticate(username=account.email, password=PASSWORD)
        assert reader is not None and reader.name == account.name
        assert reader.emailaddress_set.get().verified and reader.emailaddress_set.get().primary
    assert [account.role for account in known_sign_ins()] == ["reader", "reader", "editor", "moderator"]


def test_the_editor_may_publish_and_the_moderator_may_moderate(loaded):
    editor, moderator = account("editor"), account("moderator")
    for story in StoryPage.objects.all():
        assert story.permissions_for_user(editor).can_publish()
    assert moderator.has_perm("responses.moderate") and moderator.has_perm("wagtailadmin.access_admin")
    assert not editor.has_perm("responses.moderate")


def test_a_changed_password_is_not_printed_any_more(undone):
    reader = Reader.objects.get(email="halvard@quay.example")
    reader.set_password("something of my own")
    reader.save()
    assert "halvard@quay.example" not in [account.email for account in known_sign_ins()]


# --- loading


def test_it_says_what_it_does(loaded):
    assert len(loaded) == 2 + len(read_manuscripts())
    assert any("1500 responses" in line for line in loaded)


def test_a_site_with_stories_is_refused(undone):
    with pytest.raises(CannotStart):
        load_demonstration(today=timezone.localdate(), say=print)


def test_it_is_the_same_every_time_but_for_the_date():
    assert write_crowd() == write_crowd()
    tram = next(manuscript for manuscript in read_manuscripts() if manuscript.slug == QUARREL)
    assert tram.published_at(date(2026, 5, 9)) - tram.published_at(date(2026, 5, 2)) == timedelta(days=7)


@pytest.mark.parametrize("slug", [manuscript.slug for manuscript in read_manuscripts() if not manuscript.scheduled])
def test_a_reply_is_later_than_what_it_answers(slug):
    manuscript = next(manuscript for manuscript in read_manuscripts() if manuscript.slug == slug)
    written = conversation_below(manuscript)
    for each in written:
        assert each.parent is None or written[each.parent].after < each.after, each.text
        assert each.edited_after is None or each.edited_after > each.after


# --- the files


def test_a_conversation_is_read_from_its_file():
    written = parse_conversation(
        "@1 0:05 Ann Other\nOne.\n\n@2 1:10 سلمى [edited 1:20]\nTwo.\n@before\nToo.\n@1 2:00 B [held]\nThree."
    )
    assert [(each.name, each.text, each.parent, each.state) for each in written] == [
        ("Ann Other", "One.", None, "visible"),
        ("سلمى", "Two.", 0, "visible"),
        ("B", "Three.", None, "held"),
    ]
    assert written[1].edited_after == timedelta(hours=1, minutes=20) and written[1].text_before == "Too."


@pytest.mark.parametrize("source", ["@1 noon Ann\nOne.", "@1 0:01 Ann\nOne.\n@3 0:02 Ben\nTwo.", "@1 0:01 Ann [lost]\nOne."])
def test_a_header_that_cannot_be_meant_is_an_error(source):
    with pytest.raises(ValueError):
        parse_conversation(source)


def test_a_manuscript_that_lacks_a_field_is_an_error():
    with pytest.raises((TypeError, KeyError)):
        parse_manuscript("slug", '+++\ntitle = "A"\nbylines = []\n+++\nWords.')


def test_the_words_do_not_name_anybodys_website():
    for manuscript in read_manuscripts():
        for each in conversation_below(manuscript):
            assert "http" not in each.text.replace("https://quay.example/", "")
