"""The database is restarted, or another server takes over, while people read and write."""

import json
import os
import time
import urllib.request
from urllib.error import HTTPError

import pytest

pytestmark = pytest.mark.skipif("TERTULIA_TEST_POSTGRESQL" not in os.environ, reason="SQLite has no connection to lose")

LOSE = (
    "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
)


def status_of(site, path):
    try:
        return urllib.request.urlopen(site.url + path, timeout=20).status
    except HTTPError as error:
        return error.code


def lose_connections(site):
    import psycopg

    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        return connection.execute(LOSE).fetchone()[0]


def test_pages_and_the_worker_go_on_after_every_connection_was_lost(make_site):
    site = make_site("lost").start("--workers", "2")
    paths = ("/", "/archive/", "/search/", "/health")
    for _round in range(3):
        assert {status_of(site, path) for path in paths for _again in range(4)} == {200}
        assert lose_connections(site) > 0
    assert {status_of(site, path) for path in paths for _again in range(4)} == {200}
    deadline = time.monotonic() + 20
    while not json.load(urllib.request.urlopen(f"{site.url}/health", timeout=20))["worker"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
