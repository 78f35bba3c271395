"""Idempotency keys: taken with the write they stand for, forgotten after two days."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection

from tertulia.errors import InFlight, KeyReused
from tertulia.readers.models import Reader
from tertulia.responses.models import AnsweredKey, Response

KEPT = timedelta(hours=48)


class Key:
    """A key as one sender uses it for one payload."""

    def __init__(self, key: str, *, author: Reader | None, payload: tuple[str, ...]):
        who = f"reader:{author.pk}" if author else "guest"
        self.digest = hashlib.sha256(f"{who}\0{key}".encode()).hexdigest()
        self.payload = hashlib.sha256("\0".join(payload).encode()).hexdigest()

    def is_used(self) -> bool:
        """Whether something was made under the key before."""
        return AnsweredKey.objects.filter(key=self.digest).exists()

    def claim(self, *, now: datetime) -> Response | None:
        """Take the key, or return what was made under it; raises KeyReused for another payload.

        A second request waits for the first one's transaction, so that it finds either nothing or the whole answer.
        """
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [self.digest, self.payload, connection.ops.adapt_datetimefield_value(now)])
            if cursor.rowcount:
                return None
        row = AnsweredKey.objects.select_related("response").get(key=self.digest)
        if row.payload != self.payload:
            raise KeyReused
        if row.response is None:
            raise InFlight
        return row.response

    def settle(self, response: Response) -> None:
        """`response` is what was made under the key."""
        with connection.cursor() as cursor:
            cursor.execute("update responses_answeredkey set response_id = %s where key = %s", [response.pk, self.digest])


_TAKE = "insert into responses_answeredkey (key, payload, at) values (%s, %s, %s) on conflict (key) do nothing"


def forget_keys(*, now: datetime) -> int:
    """Delete keys older than two days; returns how many."""
    deleted, _by_model = AnsweredKey.objects.filter(at__lt=now - KEPT).delete()
    return deleted
