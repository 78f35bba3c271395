"""Reading over a connection that is well; one that is lost takes a PostgreSQL server: tests/journeys/test_lost_connections.py."""

import pytest
from django.db import OperationalError, connection

from tertulia.delivery.reconnecting import read_again


@pytest.mark.django_db(transaction=True)
def test_a_question_that_is_at_fault_itself_is_put_once() -> None:
    asked = []

    def ask() -> None:
        asked.append(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        raise OperationalError("too long")

    with pytest.raises(OperationalError):
        read_again(ask)
    assert len(asked) == 1
