"""Answering from stored pages, and drawing the ones that are missing.

A page is drawn twice at a time at most: once as it was, and once for whoever came after a write. Who comes later still waits
until one of the two is done, and then all who wait get the same next drawing, however many writes there were.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tertulia.delivery.front.bridge import Bridge
from tertulia.delivery.front.encodings import Coding, choose
from tertulia.delivery.front.freshness import Number, PooledFreshness, SQLiteFreshness
from tertulia.delivery.front.stored import Drawn, Form, Key, Page, Store, make_page, repack
from tertulia.errors import Overloaded

log = logging.getLogger(__name__)

Draw = Callable[[str, str, str], Drawn | None]  # host, path, canonical query: None where Django must answer
KeyQuery = Callable[[str, str], str | None]  # path, query: the canonical query, None where the page is never stored

MOST_FLIGHTS = 1_000  # pages being drawn at a time; who asks for another is turned away
AT_ONCE = 2  # drawings of one page


@dataclass(eq=False, slots=True)
class _Flight:
    """A page being drawn: under which number, and how many drawings began before it."""

    number: Number
    nth: int
    task: asyncio.Task[Page | None]


class Pages:
    """The stored pages of one worker process."""

    def __init__(
        self,
        bridge: Bridge,
        freshness: SQLiteFreshness | PooledFreshness,
        *,
        draw: Draw,
        versions: Callable[[tuple[int, ...]], Any],
        key_query: KeyQuery,
        most_bytes: int,
        salt: str,
    ):
        self._bridge, self._freshness, self._draw, self._versions = bridge, freshness, draw, versions
        self._key_query, self._salt = key_query, salt
        self._store: Store[Key, Page] = Store(most_bytes)
        self._flights: dict[Key, list[_Flight]] = {}  # those of a page in the order in which they began
        self._begun = 0
        self._codings: dict[bytes, Coding] = {}
        self._background: set[asyncio.Task[None]] = set()

    def ready(self, host: str, path: str, query: str, accept: bytes) -> tuple[Page, Form] | None:
        """A stored page that is right this very moment, without waiting for anything; None if that takes longer."""
        canonical = self._key_query(path, query) if query else ""
        if canonical is None or not self._freshness.at_once:
            return None
        page = self._store.get((host, path, canonical))
        if page is None:
            return None
        at = self._freshness.now()
        if page.checked != at:
            if self._freshness.versions(page.threads) != page.stamp:  # type: ignore[union-attr]
                self._store.drop((host, path, canonical))  # versions never return: nobody need ask again
                return None
            page.checked = at  # type: ignore[assignment]
        form = page.forms.get(self.coding(accept))
        if form is None:
            return None
        form.hits += 1
        if page.deserves_more(form):
            self._pack_better((host, path, canonical), page, form)
        return page, form

    async def fetch(self, host: str, path: str, query: str, accept: bytes) -> tuple[Page, Form] | None:
        """The page, drawn now if need be; None where Django must answer. Raises Overloaded."""
        canonical = self._key_query(path, query)
        if canonical is None:
            return None
        key, coding = (host, path, canonical), self.coding(accept)
        number = await self._now()
        page = self._store.get(key)
        if page is None or not await self._still_right(page, number):
            page = await self._fly(key, number, coding)
        if page is None:
            return None
        if coding not in page.forms:
            await self._bridge.run(repack, page, coding)
            self._store.put(key, page)
        form = page.forms[coding]
        form.hits += 1
        if page.deserves_more(form):
            self._pack_better(key, page, form)
        return page, form

    def coding(self, accept: bytes) -> Coding:
        """The coding for an Accept-Encoding header, remembered by its bytes."""
        coding = self._codings.get(accept)
        if coding is None:
            if len(self._codings) > 500:
                self._codings.clear()
            coding = self._codings[accept] = choose(accept.decode("latin-1"))
        return coding

    async def _still_right(self, page: Page, number: Number) -> bool:
        if page.checked == number:
            return True
        if self._freshness.at_once:
            stamp = self._freshness.versions(page.threads)  # type: ignore[union-attr]
        else:
            stamp = await self._bridge.run(self._versions, page.threads)
        if stamp != page.stamp:
            return False
        page.checked = number
        return True

    async def _now(self) -> Number:
        at = self._freshness.now()
        return at if isinstance(at, Number) else await at

    async def _fly(self, key: Key, number: Number, coding: Coding) -> Page | None:
        """Draw the page, or wait for a drawing that shows what this request has to see: see `_fits`."""
        came = self._begun
        while True:
            under_way = self._flights.get(key, [])
            flight = next((each for each in under_way if _fits(each, number, came)), None)
            if flight is None and len(under_way) < AT_ONCE:
                flight = self._begin(key, number, coding)
            if flight:
                return await asyncio.shield(flight.task)
            await asyncio.wait([each.task for each in under_way], return_when=asyncio.FIRST_COMPLETED)
            number = await self._now()

    def _begin(self, key: Key, number: Number, coding: Coding) -> _Flight:
        if len(self._flights) >= MOST_FLIGHTS:
            raise Overloaded(retry_after=2)
        self._begun += 1
        task = asyncio.create_task(self._bridge.run(self._make, key, coding, number))
        flight = _Flight(number, self._begun, task)
        self._flights.setdefault(key, []).append(flight)
        task.add_done_callback(lambda _task: self._land(key, flight))
        return flight

    def _make(self, key: Key, coding: Coding, number: Number) -> Page | None:
        try:
            drawn = self._draw(*key)
        except Exception:
            log.exception("a page could not be drawn")  # Django shall answer, as for every page that is not stored
            return None
        return make_page(drawn, coding, checked=number, salt=self._salt) if drawn else None

    def _land(self, key: Key, flight: _Flight) -> None:
        """Store what was drawn, unless a drawing that began later was faster."""
        under_way = self._flights.get(key, [])
        if flight not in under_way:
            return
        later = under_way[under_way.index(flight) + 1 :]
        if later:
            self._flights[key] = later
        else:
            del self._flights[key]
        page = None if flight.task.cancelled() or flight.task.exception() else flight.task.result()
        if page:
            self._store.put(key, page)
        else:
            self._store.drop(key)

    def _pack_better(self, key: Key, page: Page, form: Form) -> None:
        form.hits = 0  # do not ask again at once
        task = asyncio.ensure_future(self._repack(key, page, form))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _repack(self, key: Key, page: Page, form: Form) -> None:
        await self._bridge.run(repack, page, form.coding, form.level + 1)
        if self._store.get(key) is page:
            self._store.put(key, page)


def _fits(flight: _Flight, number: Number, came: int) -> bool:
    """Whether a drawing holds every write before a request: it began under the number the request saw, or after it came."""
    return flight.number == number or flight.nth > came
