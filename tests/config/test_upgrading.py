"""A newer version over an older one's data, and an older one over a newer one's."""

import os
import sqlite3
import subprocess
import sys
import tarfile

import pytest

from tertulia.config.preparing import place_empty_database


def tertulia(folder, *arguments, **settings):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("TERTULIA_", "DATABASE_URL"))}
    line = [sys.executable, "-m", "tertulia", "--data", str(folder), *arguments]
    return subprocess.run(line, check=False, env={**clean, **settings}, capture_output=True, text=True)


def rows(database, query):
    with sqlite3.connect(database) as connection:
        return connection.execute(query).fetchall()


def everything_in(database):
    with sqlite3.connect(database) as connection:
        return list(connection.iterdump())


def change(database, statement):
    with sqlite3.connect(database) as connection:
        connection.execute(statement)


@pytest.fixture
def older(tmp_path):
    """A site as an older version left it: a migration behind, with something of its own in it."""
    folder = tmp_path / "site"
    folder.mkdir()
    place_empty_database(folder / "tertulia.sqlite3")
    assert tertulia(folder, "migrate", "transfer", "0001").returncode == 0
    change(folder / "tertulia.sqlite3", "update delivery_installation set fingerprint = 'former', version = '0.0.9'")
    (folder / "media").mkdir()
    (folder / "media" / "boat.txt").write_text("a boat")
    (folder / "settings.env").write_text("TERTULIA_ZONE=Europe/Oslo\n")
    return folder


def test_the_former_database_is_kept_and_can_be_put_back(older):
    done = tertulia(older, "verify")
    assert (done.returncode, "Nothing is wrong." in done.stdout) == (0, True), done.stderr
    assert rows(older / "tertulia.sqlite3", "select version from delivery_installation") == [("0.1.0",)]
    kept = list((older / "backups").glob("before-0.1.0-*.tar.gz"))
    assert len(kept) == 1
    with tarfile.open(kept[0]) as archive:
        assert set(archive.getnames()) == {"tertulia.sqlite3", "secret.key", "settings.env", "manifest.json"}
    assert tertulia(older, "verify").returncode == 0
    assert len(list((older / "backups").iterdir())) == 1, "the second start had nothing to migrate"
    back = tertulia(older, "restore", str(kept[0]), "--force")
    assert (back.returncode, "0.0.9" in back.stdout) == (0, True), back.stderr
    assert rows(older / "tertulia.sqlite3", "select version from delivery_installation") == [("0.0.9",)]
    assert rows(older / "tertulia.sqlite3", "select name from django_migrations where app = 'transfer'") == [("0001_initial",)]
    assert (older / "media" / "boat.txt").read_text() == "a boat", "media no upgrade touches stay where they are"


def test_without_a_backup_there_is_no_upgrade_unless_asked_for(older):
    (older / "backups").write_text("in the way")
    done = tertulia(older, "verify")
    assert done.returncode == 2, done.stderr
    assert rows(older / "tertulia.sqlite3", "select version from delivery_installation") == [("0.0.9",)]
    done = tertulia(older, "verify", TERTULIA_UPGRADE_BACKUP="false")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "trace",
    [
        "update delivery_installation set version = '99.1.0', fingerprint = 'later'",
        "insert into django_migrations (app, name, applied) values ('responses', '9999_later', '2026-01-01')",
    ],
)
def test_what_a_newer_version_wrote_is_refused_and_left_alone(older, trace):
    change(older / "tertulia.sqlite3", trace)
    before = everything_in(older / "tertulia.sqlite3")
    done = tertulia(older, "verify")
    assert (done.returncode, done.stderr.count("\n"), "made by a newer version" in done.stderr) == (2, 1, True)
    assert everything_in(older / "tertulia.sqlite3") == before
    assert not (older / "backups").exists()
