"""The prepared empty database in the package is what the migrations make of nothing."""

import gzip
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tertulia.config.preparing import EMPTY, fingerprint, place_empty_database


def content(file: Path) -> dict[str, list[tuple]]:
    """Schema and rows of every table, without what depends on the moment or the machine."""
    with sqlite3.connect(file) as database:
        tables = [row[0] for row in database.execute("select name from sqlite_master where type = 'table' order by name")]
        found = {
            "schema": sorted(
                map(str, database.execute("select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite_%'"))
            )
        }
        for table in tables:
            if table in ("sqlite_sequence", "sqlite_stat1", "sqlite_stat4"):
                continue
            columns = [row[1] for row in database.execute(f"pragma table_info('{table}')")]
            steady = [name for name in columns if not name.endswith("_at") and name not in ("applied", "translation_key", "uuid")]
            names = ", ".join(f'"{name}"' for name in steady)
            found[table] = sorted(map(str, database.execute(f"select {names} from '{table}'")))
    return found


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    file = tmp_path_factory.mktemp("packed") / "empty.sqlite3"
    with EMPTY.open("rb") as source:
        file.write_bytes(gzip.decompress(source.read()))
    return file


def test_it_equals_a_database_built_anew_by_the_migrations(packed, tmp_path):
    target = tmp_path / "anew.gz"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("TERTULIA_", "DATABASE_URL"))}
    subprocess.run([sys.executable, "-m", "tertulia.config.packing", str(target)], check=True, env=clean, capture_output=True)
    anew = tmp_path / "anew.sqlite3"
    anew.write_bytes(gzip.decompress(target.read_bytes()))
    ours, theirs = content(packed), content(anew)
    assert set(ours) == set(theirs)
    for name in ours:
        assert ours[name] == theirs[name], f"{name}: run `make empty-database`"


def test_it_holds_this_version_s_schema_and_nothing_of_any_installation(packed):
    with sqlite3.connect(packed) as database:
        assert database.execute("select fingerprint from delivery_installation").fetchall() == [(fingerprint(),)]
        for table in (
            "readers_reader",
            "readers_salt",
            "responses_thread",
            "stories_storypage",
            "django_session",
            "events_event",
        ):
            assert database.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_it_is_put_in_place_once(tmp_path):
    target = tmp_path / "tertulia.sqlite3"
    assert place_empty_database(target)
    with sqlite3.connect(target) as database:
        database.execute("create table mark (x)")
    assert not place_empty_database(target)
    with sqlite3.connect(target) as database:
        assert database.execute("select count(*) from mark").fetchone() == (0,)
    assert [file.name for file in tmp_path.iterdir() if not file.name.startswith("tertulia")] == []
