"""Answering from stored pages, and drawing the ones that are missing: one flight for each page and number."""

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


@dataclass(slots=True)
class _Flight:
    number: Number
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
        self._flights: dict[Key, _Flight] = {}
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
        at = self._freshness.now()
        number = at if isinstance(at, int) else await at  # type: ignore[misc]
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

    async def _fly(self, key: Key, number: Number, coding: Coding) -> Page | None:
        """Draw the page, or wait for a drawing that began under the number this request saw itself."""
        flight = self._flights.get(key)
        if flight is None or flight.number != number:
            if len(self._flights) >= MOST_FLIGHTS:
                raise Overloaded(retry_after=2)
            flight = _Flight(number, asyncio.create_task(self._bridge.run(self._make, key, coding, number)))
            self._flights[key] = flight
            flight.task.add_done_callback(lambda task: self._land(key, task))
        return await asyncio.shield(flight.task)

    def _make(self, key: Key, coding: Coding, number: Number) -> Page | None:
        try:
            drawn = self._draw(*key)
        except Exception:
            log.exception("a page could not be drawn")  # Django shall answer, as for every page that is not stored
            return None
        return make_page(drawn, coding, checked=number, salt=self._salt) if drawn else None

    def _land(self, key: Key, task: asyncio.Task[Page | None]) -> None:
        flight = self._flights.get(key)
        if flight and flight.task is task:
            del self._flights[key]
        page = None if task.cancelled() or task.exception() else task.result()
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
