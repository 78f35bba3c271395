"""Instants from what sources write: wall clocks are read in the zone that was asked for, never in the machine's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from tertulia.transfer.formats.reading import ReadReport

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH = re.compile(
    r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})(?:,? at|,)? "
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
NO_ZONE = "time-without-zone"


@dataclass(frozen=True)
class Instant:
    """A moment in UTC and how it is known: "utc", "offset", "zone"; both None when it is not known."""

    at: datetime | None = None
    basis: str | None = None


UNKNOWN = Instant()


class Clock:
    """Reads the times of one source, in file order; problems go into its report."""

    def __init__(self, zone: tzinfo | None, report: ReadReport) -> None:
        self._zone, self._report = zone, report
        self._latest: datetime | None = None

    def start_over(self) -> None:
        """Forget the order so far: what follows is another list of times."""
        self._latest = None

    def read(self, text: object, place: str | None = None) -> Instant:
        """A date and time as text: with an offset as it says, without one as a wall clock."""
        written = parse_iso(text)
        if written is None:
            if text not in (None, ""):
                self._report.warn("time-unreadable", place)
            return UNKNOWN
        return self.read_wall(written, place) if written.tzinfo is None else self._keep(to_utc(written), "offset")

    def read_day(self, text: object, place: str | None = None) -> Instant:
        """The same, where a day without a time is enough: it begins in the zone option, else in UTC."""
        if isinstance(text, str) and _DAY.fullmatch(text.strip()):
            text = f"{text.strip()}T00:00:00" + ("" if self._zone else "+00:00")
        return self.read(text, place)

    def read_utc(self, text: object, place: str | None = None) -> Instant:
        """A date and time as text that is in UTC unless it carries an offset."""
        written = parse_iso(text)
        if written is None:
            if text not in (None, "", "0000-00-00 00:00:00"):
                self._report.warn("time-unreadable", place)
            return UNKNOWN
        return Instant(to_utc(written), "utc" if written.tzinfo is None else "offset")

    def read_wall(self, written: datetime, place: str | None = None) -> Instant:
        """A wall clock in the zone option. An hour that the clocks skip moves forward; one that they repeat is read in
        file order where that decides, else as its first reading."""
        if self._zone is None:
            self._report.warn(NO_ZONE, place)
            return UNKNOWN
        first, second = (_utc_of(written.replace(tzinfo=self._zone, fold=fold)) for fold in (0, 1))
        if first is None or second is None:
            return UNKNOWN
        if first == second:
            return self._keep(first, "zone")
        if first > second:
            self._report.warn("hour-skipped", place)
            return self._keep(first, "zone")
        if self._latest is not None and first < self._latest <= second:
            return self._keep(second, "zone")
        self._report.warn("hour-repeated", place)
        return self._keep(first, "zone")

    def _keep(self, at: datetime | None, basis: str) -> Instant:
        if at is None:
            return UNKNOWN
        self._latest = at
        return Instant(at, basis)


def parse_iso(text: object) -> datetime | None:
    """A date with a time in ISO 8601, RFC 3339 or SQL form; None for anything else, `0000-00-00` included."""
    if not isinstance(text, str):
        return None
    written = text.strip()
    if "." in written:
        written = _LONG_FRACTION.sub(r"\1", written)
    if len(written) < 13 or len(written) > 40 or written[4:5] != "-":
        return None
    if written.upper().endswith((" UTC", " GMT")):
        written = written[:-4] + "+00:00"
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def parse_rfc822(text: object) -> datetime | None:
    """A date as e-mails and RSS have it ("Tue, 01 Jan 2008 10:00:00 +0000"); None without a zone."""
    try:
        written = parsedate_to_datetime(text.strip()[:60] if isinstance(text, str) else "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return written if written.tzinfo else None


def parse_english(text: str) -> datetime | None:
    """A wall clock as English themes print it: "March 3, 2020 at 4:05 pm"."""
    match = _ENGLISH.search(text)
    month = next(
        (n for n, name in enumerate(_MONTHS, 1) if match and name.startswith(match["month"].lower())),
        None,
    )
    if match is None or month is None:
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    try:
        return datetime(int(match["year"]), month, int(match["day"]), hour, int(match["minute"]))
    except ValueError:
        return None


def from_epoch(seconds: object) -> datetime | None:
    """Seconds since 1970 in UTC, whole or with a fraction."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def to_utc(written: datetime) -> datetime | None:
    """An instant in UTC; a time without offset is taken to be UTC already."""
    return _utc_of(written) if written.tzinfo else written.replace(tzinfo=UTC)


def _utc_of(written: datetime) -> datetime | None:
    try:
        return written.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
