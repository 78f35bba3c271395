"""A database that can store nothing now: no room, a writer that does not let go, a server that goes away."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from tertulia.config.asgi import application
from tertulia.errors import CannotStore
from tertulia.events.transactions import writing
from tertulia.responses.models import Response
from tertulia.responses.threads import open_thread_elsewhere
from tests.api.conftest import Machine, refused
from tests.api.test_direct import answer, asked

pytestmark = pytest.mark.django_db(transaction=True)
sqlite_alone = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="how a full disk is made differs")
LONG = "The lamps along the quay burn all night. " * 400  # takes pages that are not there yet


@contextmanager
def no_room() -> Iterator[None]:
    """The file may not grow, as on a full disk, and has no page to spare."""
    with connection.cursor() as cursor:
        (spare,) = cursor.execute("pragma freelist_count").fetchone()
        cursor.execute("create table filler as select zeroblob(%s) as bytes", [(spare + 1) * 4096])
        (pages,) = cursor.execute("pragma page_count").fetchone()
        cursor.execute(f"pragma max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("pragma max_page_count = 1073741823")
            cursor.execute("drop table filler")


@pytest.fixture
def home() -> int:
    """The primary key of a thread that is really there."""
    return open_thread_elsewhere(site=1, url="https://elsewhere.example/page", title="A page elsewhere").pk


@sqlite_alone
def test_without_room_a_form_comes_back_with_its_words_and_says_when_to_try_again(home: int) -> None:
    with no_room():
        page = Client().post(f"/threads/{home}/respond/", {"text": LONG, "name": "Ana"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert LONG.strip() in page.content.decode()
    assert not Response.objects.exists()
    assert Client().post(f"/threads/{home}/respond/", {"text": LONG, "name": "Ana"}).status_code == 303


@sqlite_alone
def test_without_room_a_program_gets_a_problem_either_way(home: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertulia.api.direct.close_old_connections", lambda: None)  # the bound is this connection's
    said = {"text": LONG, "guest": {"name": "Ana"}}
    with no_room():
        refused(Machine().post(f"threads/{home}/responses", said), 503, "cannot-store")
        status, headers, problem = answer(application, asked(f"/api/v1/threads/{home}/responses", said))
    assert (status, headers["retry-after"], problem["code"]) == ("503 Service Unavailable", "10", "cannot-store")


def test_a_statement_that_is_at_fault_itself_fails_as_before() -> None:
    with pytest.raises(DatabaseError, match="nowhere"), writing(), connection.cursor() as cursor:
        cursor.execute("insert into nowhere values (1)")


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="a server that goes away is PostgreSQL's")
def test_a_server_that_ends_the_connection_is_no_failure_of_ours() -> None:
    import psycopg

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (ours,) = cursor.fetchone()
    with pytest.raises(CannotStore), writing():
        with psycopg.connect(**_login()) as other:
            other.execute("select pg_terminate_backend(%s)", [ours])
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    connection.close()
    with writing():
        assert Response.objects.count() == 0


def _login() -> dict[str, object]:
    kept = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {name: kept[key] for name, key in names.items() if kept[key]}
