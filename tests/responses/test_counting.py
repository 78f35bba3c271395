"""The kept numbers stay right through any sequence of writes."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tertulia.errors import Refused, Suspended
from tertulia.moderation.deciding import hold_response, release_response, remove_response, restore_response
from tertulia.options import options
from tertulia.readers.models import Reader, SuspensionKind
from tertulia.readers.standing import suspend
from tertulia.responses.counting import Drift, recount_all, recount_thread
from tertulia.responses.editing import edit_response
from tertulia.responses.erasing import erase_response
from tertulia.responses.featuring import feature_response, load_featured, unfeature_response
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.posting import post_response
from tertulia.responses.voting import cast_vote, withdraw_vote
from tertulia.responses.withdrawing import withdraw_response

START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
VERBS = (
    "post",
    "reply",
    "vote up",
    "vote down",
    "take back",
    "edit",
    "withdraw",
    "hold",
    "release",
    "remove",
    "restore",
    "feature",
    "unfeature",
    "erase",
    "suspend",
)
STEPS = some.lists(some.tuples(some.sampled_from(VERBS), some.integers(0, 9), some.integers(0, 2)), max_size=25)


class World:
    """A thread, three readers and a moderator; steps that are refused are steps that did nothing."""

    def __init__(self, thread, readers, moderator):
        self.thread, self.readers, self.moderator = thread, readers, moderator
        self.made: list[int] = []
        self.votes: dict[tuple[int, int], int] = {}
        self.minute = 0
        self.administrator = Reader.objects.get_or_create(
            email="head@quay.example", defaults={"name": "Head", "is_superuser": True, "is_staff": True}
        )[0]

    def take(self, verb: str, which: int, who: int) -> None:
        self.minute += 7
        now, reader = START + timedelta(minutes=self.minute), self.readers[who]
        if verb == "suspend":
            suspend(reader=reader.pk, kind=SuspensionKind.POST, until=now + timedelta(hours=1), now=now)
            return
        if verb == "post" or not self.made:
            with suppress(Suspended), transaction.atomic():
                self.made.append(self._post(None, reader, now))
            return
        response = self.made[which % len(self.made)]
        with suppress(Refused), transaction.atomic():
            if verb == "reply":
                self.made.append(self._post(response, reader, now))
            elif verb in ("vote up", "vote down"):
                value = 1 if verb == "vote up" else -1
                cast_vote(response=response, reader=reader, value=value, now=now)
                self.votes[response, who] = value
            elif verb == "take back":
                withdraw_vote(response=response, reader=reader)
                self.votes.pop((response, who), None)
            elif verb == "edit":
                edit_response(response=response, author=reader, text=f"At {self.minute}.", now=now)
            elif verb == "withdraw":
                withdraw_response(response=response, author=reader)
            elif verb in ("feature", "unfeature"):
                choose = feature_response if verb == "feature" else unfeature_response
                choose(response=response, editor=self.moderator)
            elif verb == "erase":
                erase_response(response=response, moderator=self.administrator)
            else:
                moderate = {"hold": hold_response, "release": release_response, "remove": remove_response}.get(
                    verb, restore_response
                )
                moderate(response=response, moderator=self.moderator)

    def _post(self, parent, reader, now):
        return post_response(thread=self.thread.pk, author=reader, text="A word.", parent=parent, now=now).response.pk

    def check(self) -> None:
        for row in Response.objects.filter(thread=self.thread):
            values = [value for (response, _who), value in self.votes.items() if response == row.pk]
            assert (row.up, row.down) == (values.count(1), values.count(-1))
        assert Thread.objects.get(pk=self.thread.pk).visible == Response.objects.filter(state=State.VISIBLE).count()
        assert recount_thread(self.thread.pk) == []
        shown = Response.objects.filter(featured_at__isnull=False, state=State.VISIBLE).values_list("pk", flat=True)
        assert {each.row.id for each in load_featured(self.thread.pk)} <= set(shown)
        assert len(load_featured(self.thread.pk)) == min(3, len(shown))


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    for limit in ("reader_posts", "thread_posts", "reader_votes"):
        monkeypatch.setattr(options, limit, 10_000)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_no_sequence_of_writes_makes_a_number_drift(thread, reader, other_reader, moderator, steps):
    third = Reader.objects.get_or_create(email="third@reader.example", defaults={"name": "Third"})[0]
    with transaction.atomic():
        world = World(thread, [reader, other_reader, third], moderator)
        for step in steps:
            world.take(*step)
        world.check()
        transaction.set_rollback(True)


@pytest.mark.parametrize(("field", "value"), [("up", 3), ("replies", 9), ("replied", None), ("listed", False), ("last_no", 7)])
def test_a_wrong_number_is_found_and_set_right(thread, reader, field, value):
    top = post_response(thread=thread.pk, author=reader, text="A word.").response
    post_response(thread=thread.pk, author=reader, text="A word.", parent=top.pk)
    right = getattr(Response.objects.get(pk=top.pk), field)
    Response.objects.filter(pk=top.pk).update(**{field: value})
    assert recount_all() == [Drift(field, top.pk, value, right)]
    assert recount_all() == []


def test_a_wrong_number_of_visible_responses_is_found(thread):
    Thread.objects.update(visible=5)
    assert recount_all() == [Drift("visible", thread.pk, 5, 0)]
    assert Thread.objects.get().visible == 0
