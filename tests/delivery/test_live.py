"""The listeners of one process: a crowd costs what one costs."""

import asyncio

import pytest

from tertulia.delivery import live
from tertulia.delivery.live import MOST, Live, News, Position
from tertulia.errors import NotFound, Overloaded

CROWD = 2_000


class House:
    """A database that counts what it is asked."""

    def __init__(self) -> None:
        self.number, self.events = 0, [News(1, 7, "response.posted", 5)]
        self.positions: list[int] = []
        self.questions: list[list[tuple[int, int]]] = []

    async def run(self, function, *arguments):
        await asyncio.sleep(0)
        return function(*arguments)

    def position(self, thread):
        self.positions.append(thread)
        if thread == 404:
            raise NotFound
        return Position(3, self.events[-1].id)

    def read(self, wanted):
        self.questions.append(list(wanted))
        after = dict(wanted)
        return [each for each in self.events if each.thread in after and each.id > after[each.thread]][:MOST]

    def happen(self, thread, kind="response.posted"):
        self.events.append(News(self.events[-1].id + 1, thread, kind, 5))
        self.number += 1


class Client:
    """Somebody who listens until they go."""

    def __init__(self, streams, thread, last=None):
        self.heard, self.gone = b"", asyncio.Event()
        self.task = asyncio.ensure_future(streams.stream(thread, last, self.receive, self.send))

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.heard += message.get("body", b"")

    async def hears(self, words):
        while words not in self.heard:
            await asyncio.sleep(0.001)


@pytest.fixture(autouse=True)
def fast(monkeypatch):
    monkeypatch.setattr(live, "PAUSE", 0.005)


def played(play):
    """Run a play with a house and its streams, for at most half a minute."""

    async def run():
        house = House()
        streams = Live(run=house.run, now=lambda: house.number, position=house.position, read=house.read)
        await asyncio.wait_for(play(house, streams), 30)
        streams.close()

    asyncio.run(run())


def test_a_crowd_is_told_by_one_question():
    async def play(house, streams):
        crowd = [Client(streams, 7) for _each in range(CROWD)]
        await asyncio.gather(*(client.hears(b"event: here") for client in crowd))
        assert house.positions == [7]
        while len(house.questions) < 1 or streams._joined:
            await asyncio.sleep(0.001)
        asked = len(house.questions)
        house.happen(7)
        await asyncio.gather(*(client.hears(b"id: 2") for client in crowd))
        assert house.questions[asked:] == [[(7, 1)]]
        for client in crowd:
            client.gone.set()
        await asyncio.gather(*(client.task for client in crowd))
        assert not streams._listeners

    played(play)


def test_while_nothing_happens_nothing_is_asked_and_a_silent_stream_says_that_it_lives(monkeypatch):
    monkeypatch.setattr(live, "BEAT", 2)

    async def play(house, streams):
        client = Client(streams, 7)
        await client.hears(b":\n\n:\n\n:\n\n")
        assert len(house.questions) == 1

    played(play)


def test_whoever_comes_back_hears_what_they_missed_however_much_it_is():
    async def play(house, streams):
        for _each in range(MOST + 5):
            house.happen(7)
        client = Client(streams, 7, last=1)
        await client.hears(f"id: {MOST + 6}\n".encode())
        assert client.heard.count(b"event: response.posted") == MOST + 5
        assert b"event: here" not in client.heard

    played(play)


def test_threads_are_told_apart_and_asked_for_together():
    async def play(house, streams):
        seven, eight = Client(streams, 7), Client(streams, 8)
        await asyncio.gather(seven.hears(b"here"), eight.hears(b"here"))
        house.happen(8)
        await eight.hears(b"id: 2")
        assert b"id: 2" not in seven.heard
        assert {thread for thread, _after in house.questions[-1]} == {7, 8}

    played(play)


def test_too_many_listeners_are_sent_away_and_an_unknown_thread_has_none(monkeypatch):
    monkeypatch.setattr(live, "MOST_LISTENERS", 1)

    async def play(house, streams):
        with pytest.raises(NotFound):
            await Client(streams, 404).task
        await Client(streams, 7).hears(b"here")
        with pytest.raises(Overloaded):
            await Client(streams, 7).task

    played(play)
