"""Counts and listing, kept by the writes, against a model that counts afresh."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertulia.errors import ParentGone, Refused, UnknownParent
from tertulia.moderation.deciding import hold_response, release_response, remove_response, restore_response
from tertulia.options import options
from tertulia.responses.models import Response, State, Thread, ThreadState
from tertulia.responses.posting import post_response
from tertulia.responses.withdrawing import withdraw_response

MODERATING = {
    "hold": (hold_response, {"visible"}, "held"),
    "release": (release_response, {"held", "spam"}, "visible"),
    "remove": (remove_response, {"visible", "held", "spam"}, "removed"),
    "restore": (restore_response, {"removed"}, "visible"),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["post", "reply", "reply", "reply", "quiet reply", *MODERATING, "remove", "withdraw"]), st.integers(0, 30)
    ),
    min_size=15,
    max_size=60,
)


@dataclass
class Node:
    """A response as the model has it."""

    pk: int
    parent: "Node | None"
    state: str
    children: list["Node"] = field(default_factory=list)

    @property
    def root(self) -> "Node":
        node = self
        while node.parent:
            node = node.parent
        return node

    @property
    def below(self) -> list["Node"]:
        return [one for child in self.children for one in (child, *child.below)]

    @property
    def listed(self) -> bool:
        return self.state == "visible" or any(child.listed for child in self.children)


class Model:
    """What a thread should be, counted afresh."""

    def __init__(self, thread: Any, reader: Any, moderator: Any):
        self._thread, self._reader, self._moderator = thread, reader, moderator
        self._nodes: list[Node] = []

    def step(self, what: str, which: int) -> None:
        if what == "post":
            self._post(None)
        elif self._nodes:
            node = self._nodes[which % len(self._nodes)]
            if what == "reply":
                self._post(node)
            elif what == "quiet reply":
                Thread.objects.filter(pk=self._thread.pk).update(state=ThreadState.HELD)
                self._post(node)
                Thread.objects.filter(pk=self._thread.pk).update(state=ThreadState.OPEN)
            elif what == "withdraw":
                self._expect(node, {"visible", "held"}, "withdrawn", withdraw_response, author=self._reader)
            else:
                verb, before, after = MODERATING[what]
                self._expect(node, before, after, verb, moderator=self._moderator)

    def _post(self, parent: Node | None) -> None:
        try:
            said = post_response(
                thread=self._thread.pk, author=self._reader, text="A word.", parent=parent.pk if parent else None
            ).response
        except (UnknownParent, ParentGone):
            assert parent is not None and parent.state != "visible"
            return
        assert parent is None or parent.state == "visible"
        node = Node(said.pk, parent, said.state)
        self._nodes.append(node)
        if parent:
            parent.children.append(node)

    @staticmethod
    def _expect(node: Node, before: set[str], after: str, verb: Any, **who: Any) -> None:
        try:
            with transaction.atomic():
                verb(response=node.pk, **who)
        except Refused:
            assert node.state not in before
            return
        assert node.state in before
        node.state = after

    def compare(self) -> None:
        stored = {one.pk: one for one in Response.objects.filter(thread=self._thread)}
        assert stored.keys() == {node.pk for node in self._nodes}
        for node in self._nodes:
            kept = stored[node.pk]
            assert (kept.state, kept.listed) == (node.state, node.listed), node.pk
            assert kept.root_id == (node.root.pk if node.parent else None)
            if node.parent is None:
                below = node.below
                assert kept.replies == sum(one.listed for one in below)
                assert (kept.last_no, kept.branch_no) == (len(below), 0)
                in_time = sorted(below, key=lambda one: one.pk)
                assert [stored[one.pk].branch_no for one in in_time] == list(range(1, len(below) + 1))
        thread = Thread.objects.get(pk=self._thread.pk)
        assert thread.visible == sum(node.state == State.VISIBLE for node in self._nodes)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_listing_and_counts_are_right_after_any_history(thread, reader, moderator, monkeypatch, steps):
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(options, "reader_posts", 1_000_000)
        model = Model(thread, reader, moderator)
        for what, which in steps:
            model.step(what, which)
        model.compare()
        transaction.set_rollback(True)


def test_a_marker_goes_with_its_last_reply_and_comes_back_with_it(thread, reader, moderator):
    def post(parent=None):
        return post_response(thread=thread.pk, author=reader, text="A word.", parent=parent and parent.pk).response

    top = post()
    reply = post(top)
    deep = post(reply)
    listed = lambda: list(Response.objects.filter(listed=True).order_by("pk").values_list("pk", flat=True))  # noqa: E731
    for response in (top, reply):
        remove_response(response=response.pk, moderator=moderator)
    assert listed() == [top.pk, reply.pk, deep.pk]
    hold_response(response=deep.pk, moderator=moderator)
    assert listed() == []
    release_response(response=deep.pk, moderator=moderator)
    assert listed() == [top.pk, reply.pk, deep.pk]
    assert Response.objects.get(pk=top.pk).replies == 2
    assert Thread.objects.get(pk=thread.pk).visible == 1
