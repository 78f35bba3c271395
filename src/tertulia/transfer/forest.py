"""The responses of one thread as a forest in flat arrays: some sixty bytes each, so that a very long thread fits."""

import heapq
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

Row = tuple[int, int | None, bool, bool, int]  # id, that of the parent, whether visible, whether it lifts, place
Numbers = tuple[int | None, int | None, int, int, bool, int, int, int | None]
NONE = -1


class Forest:
    """Responses by position, in the order of (place, id); `parent` and `root` are positions, NONE where there is none."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.ids, self.places = array("q"), array("q")
        self.listed, self._lifts = bytearray(), bytearray()
        parents = array("q")
        for key, parent, visible, lifts, place in rows:
            self.ids.append(key)
            self.places.append(place)
            parents.append(NONE if parent is None else parent)
            self.listed.append(visible)
            self._lifts.append(visible and lifts)
        self.parent = self._positions_of(parents)
        size = len(self.ids)
        self.visible = sum(self.listed)
        self.root, self.latest = array("i", [NONE]) * size, array("i", [NONE]) * size
        self.depth, self.number, self.replies, self.last = (array("i", [start]) * size for start in (1, 0, 0, 0))

    def _positions_of(self, keys: array) -> array:
        """Where these ids stand; NONE for one that does not. A dictionary would be quicker and three times as large."""
        by_id = array("i", sorted(range(len(self)), key=self.ids.__getitem__))
        ids = array("q", (self.ids[position] for position in by_id))
        found = array("i", [NONE]) * len(keys)
        for position, key in enumerate(keys):
            at = bisect_left(ids, key) if key != NONE else len(ids)
            if at < len(ids) and ids[at] == key:
                found[position] = by_id[at]
        return found

    def __len__(self) -> int:
        return len(self.ids)

    def cut_cycles(self) -> list[int]:
        """Cut each circle of parents at its newest member; returns the ids of those."""
        seen = bytearray(len(self))  # 1: on the present path, 2: leads to a top
        cut = []
        for start in range(len(self)):
            path, at = [], start
            while at != NONE and not seen[at]:
                seen[at] = 1
                path.append(at)
                at = self.parent[at]
            if at != NONE and seen[at] == 1:
                newest = max(path[path.index(at) :])
                self.parent[newest] = NONE
                cut.append(self.ids[newest])
            for each in path:
                seen[each] = 2
        return cut

    def grow(self) -> None:
        """Number the replies of each branch by time, each after its parent; list what is visible and what stands above it."""
        first, after = array("i", [NONE]) * len(self), array("i", [NONE]) * len(self)
        for position in range(len(self) - 1, -1, -1):
            if (parent := self.parent[position]) != NONE:
                after[position], first[parent] = first[parent], position
        for top in range(len(self)):
            if self.parent[top] == NONE:
                self._number(top, first, after)
        for position in range(len(self)):
            self._list_above(position)
        for position in range(len(self)):
            if (root := self.root[position]) != NONE:
                self.replies[root] += self.listed[position]
                if self._lifts[position]:
                    self.latest[root] = position

    def _number(self, top: int, first: array, after: array) -> None:
        waiting = [top]
        while waiting:
            position = heapq.heappop(waiting)
            if position != top:
                self.last[top] += 1
                self.root[position], self.number[position] = top, self.last[top]
            child = first[position]
            while child != NONE:
                self.depth[child] = self.depth[position] + 1
                heapq.heappush(waiting, child)
                child = after[child]

    def _list_above(self, position: int) -> None:
        above = self.parent[position] if self.listed[position] else NONE
        while above != NONE and not self.listed[above]:
            self.listed[above] = True
            above = self.parent[above]

    def wanted(self, position: int) -> Numbers:
        """Parent, root, depth, number, whether listed, replies, last number and place of the latest reply that lifts; ids for
        positions."""
        parent, root, latest = self.parent[position], self.root[position], self.latest[position]
        return (
            None if parent == NONE else self.ids[parent],
            None if root == NONE else self.ids[root],
            self.depth[position],
            self.number[position],
            bool(self.listed[position]),
            self.replies[position],
            self.last[position],
            None if latest == NONE else self.places[latest],
        )

    def stretches(self, size: int) -> Iterator[range]:
        """All positions, so many at a time."""
        for start in range(0, len(self), size):
            yield range(start, min(start + size, len(self)))
