"""A site that cannot start says why in one line and ends with status 2."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def start(folder, *arguments, **environment):
    """Run `tertulia run` on `folder` until it ends; returns what it said on standard error and its status."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("TERTULIA_", "DATABASE_URL"))}
    line = [sys.executable, "-m", "tertulia", "run", "--data", str(folder), *arguments]
    done = subprocess.run(line, env={**clean, **environment}, capture_output=True, text=True, check=False, timeout=60)
    return done.stderr, done.returncode


def assert_one_line(said: str, status: int, about: str) -> None:
    assert (len(said.strip().splitlines()), status) == (1, 2), said
    assert said.startswith("tertulia: ")
    assert about in said


def test_a_port_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_one_line(*start(tmp_path, "--port", str(port)), f"port {port}")


def test_a_database_of_a_newer_version(make_site):
    site = make_site("newer")
    site.start()
    site.stop()
    site.python(
        "from django.db import connection\n"
        "from tertulia.delivery.models import Installation\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(connection).record_applied('responses', '9999_of_the_future')\n"
        "Installation.objects.update(fingerprint='another')"
    )
    done = site.command("run", "--port", str(site.port), check=False)
    assert_one_line(done.stderr, done.returncode, "newer version")


def test_a_database_of_an_older_version_is_served_by_a_process_that_migrated_nothing(make_site):
    site = make_site("older")
    site.python("from tertulia.config.preparing import prepare\nprepare()")
    site.command("migrate", "transfer", "0001")
    site.python("from tertulia.delivery.models import Installation\nInstallation.objects.update(fingerprint='former')")
    site.start()
    said = (site.folder / "server.log").read_text()
    assert said.count("Preparing the database") == 1
    loaded = Path(f"/proc/{site.process.pid}/smaps_rollup").read_text()
    site.stop()
    site.start()
    again = Path(f"/proc/{site.process.pid}/smaps_rollup").read_text()
    assert anonymous(loaded) < 1.1 * anonymous(again)  # a migration's modules would be half as much again


def anonymous(rollup: str) -> int:
    """KiB of its own memory, shared or not, that a process has."""
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(("Shared_Dirty", "Private_Dirty")))


def test_an_unknown_command(tmp_path):
    line = [sys.executable, "-m", "tertulia", "--data", str(tmp_path), "dance"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("tertulia: there is no command dance")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("below", ["", "below"])
def test_a_data_folder_that_cannot_be_written(tmp_path, below):
    (tmp_path / "file").write_text("in the way")
    assert_one_line(*start(tmp_path / "file" / below, "--port", "8799"), "cannot be written")


def test_a_setting_that_cannot_be_read(tmp_path):
    assert_one_line(*start(tmp_path, "--port", "8799", TERTULIA_THREADS="many"), "TERTULIA_THREADS")


def test_a_port_that_is_none(tmp_path):
    assert_one_line(*start(tmp_path, "--port", "99999"), "port 99999")


def test_a_database_that_is_none(tmp_path):
    (tmp_path / "tertulia.sqlite3").write_text("not a database")
    assert_one_line(*start(tmp_path, "--port", "8799"), "the database cannot be used")


def test_a_proxy_that_is_no_network(tmp_path):
    assert_one_line(*start(tmp_path, "--port", "8799", TERTULIA_TRUSTED_PROXIES='["x"]'), "TERTULIA_TRUSTED_PROXIES")


def test_a_list_that_is_no_list(tmp_path):
    assert_one_line(*start(tmp_path, "--port", "8799", TERTULIA_HOSTS="news.example"), "TERTULIA_HOSTS")
