"""Sessions in a table of our own: a reader sees theirs, ends one or all of them, and none outlives ninety days."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tertulia.readers.models import Reader, Session, Token

DEVICE, BEGAN = "device", "began"  # in a session's data; `began` is in seconds since the epoch
LONGEST = timedelta(days=90)
SEEN_EVERY = timedelta(hours=6)  # a session in use is stored again this often, which also moves its thirty idle days


class SessionStore(db.SessionStore):
    """Django's sessions in the database, each with its reader, its beginning and when it was last used."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()
        if row is None:
            return {}
        now = timezone.now()
        if row.reader_id and row.began_at <= now - LONGEST:
            row.delete()
            self._session_key = None
            return {}
        if row.reader_id and row.seen_at <= now - SEEN_EVERY:
            self.modified = True
        return self.decode(row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row, now = super().create_model_instance(data), timezone.now()
        if SESSION_KEY in data:
            began = data.setdefault(BEGAN, now.timestamp())
            row.session_data = self.encode(data)
            row.reader_id = int(data[SESSION_KEY])
            row.began_at = datetime.fromtimestamp(began, UTC)
            row.device = data.get(DEVICE, "")
        row.seen_at = now
        return row


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One place where somebody is signed in. `mark` names it without being its key."""

    mark: str
    device: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def sessions_of(reader: Reader, *, this: str | None = None) -> list[OpenSession]:
    """Where `reader` is signed in, last used first; `this` is the key of the session that asks."""
    found = [row for row in Session.objects.filter(reader=reader, expire_date__gt=timezone.now()) if _opens(row, reader)]
    found.sort(key=lambda row: (row.session_key != this, -row.seen_at.timestamp()))
    return [OpenSession(_mark(row.session_key), row.device, row.began_at, row.seen_at, row.session_key == this) for row in found]


def _opens(row: Session, reader: Reader) -> bool:
    """Whether the session still stands for its reader: a new password leaves the old ones behind."""
    data: Mapping[str, Any] = SessionStore().decode(row.session_data)
    return constant_time_compare(data.get(HASH_SESSION_KEY, ""), reader.get_session_auth_hash())


def end_session(*, reader: Reader, mark: str) -> bool:
    """Sign `reader` out in one place; whether there was such a session of theirs."""
    for key in Session.objects.filter(reader=reader).values_list("session_key", flat=True):
        if _mark(key) == mark:
            return bool(Session.objects.filter(session_key=key).delete()[0])
    return False


def end_sessions(*, reader: Reader, keep: str | None = None) -> int:
    """Sign `reader` out everywhere but in the session with the key `keep`; returns in how many places."""
    ended, _models = Session.objects.filter(reader=reader).exclude(session_key=keep or "").delete()
    return ended


def lock_out(*, reader: Reader, keep: str | None = None) -> int:
    """`end_sessions`, and the tokens of the API go as well: after a change of what proves that somebody is who they are."""
    Token.objects.filter(reader=reader).delete()
    return end_sessions(reader=reader, keep=keep)


def forget_sessions(*, now: datetime) -> int:
    """Delete the sessions whose time is over; returns how many."""
    return Session.objects.filter(expire_date__lte=now).delete()[0]
