"""A PostgreSQL server for one run of the suite: `python -m tests.postgresql COMMAND …`.

It starts a cluster of its own in a temporary folder, without root, migrates one database as the template of all others,
runs the command with TERTULIA_TEST_POSTGRESQL set, and takes everything away again.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

TEMPLATE = "tertulia_template"


def copy_template(name: str) -> None:
    """Make the database `name` anew as a copy of the migrated template."""
    import psycopg

    with psycopg.connect(f"{os.environ['TERTULIA_TEST_POSTGRESQL']}/postgres", autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template {TEMPLATE}')


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    if found:
        return found[-1].parent
    if there := shutil.which("initdb"):
        return Path(there).parent
    sys.exit("PostgreSQL is missing: install the package postgresql")


def _as_nobody() -> dict[str, object]:
    """Arguments for subprocess that drop root's privileges, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres") if _known("postgres") else pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _known(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())


@contextmanager
def server() -> Iterator[str]:
    """The base URL of a running server, such as `postgresql://tests@%2Ftmp%2Fx`."""
    programs, who = _programs(), _as_nobody()
    folder = Path(tempfile.mkdtemp(prefix="tertulia-pg-"))
    if who:
        os.chown(folder, int(str(who["user"])), int(str(who["group"])))
    cluster = folder / "cluster"
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **who}
    subprocess.run(
        [programs / "initdb", "-D", cluster, "-U", "tests", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"], check=True, **quiet
    )
    settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=200"
    control = [programs / "pg_ctl", "-D", cluster, "-w", "-l", folder / "log"]
    subprocess.run([*control, "-o", settings, "start"], check=True, **quiet)
    try:
        yield f"postgresql://tests@{str(folder).replace('/', '%2F')}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def main(command: Sequence[str]) -> int:
    """Run `command` beside a server; returns its exit status."""
    import psycopg

    with server() as url:
        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            connection.execute(f"create database {TEMPLATE}")
        environment = {**os.environ, "TERTULIA_TEST_POSTGRESQL": url}
        prepare = "import django; django.setup(); from tertulia.config.preparing import bring_up_to_date; bring_up_to_date()"
        with tempfile.TemporaryDirectory() as folder:
            settings = {
                "DATABASE_URL": f"{url}/{TEMPLATE}",
                "TERTULIA_DATA": folder,
                "DJANGO_SETTINGS_MODULE": "tertulia.config.settings",
            }
            subprocess.run([sys.executable, "-c", prepare], check=True, env={**environment, **settings, "PYTHONPATH": "src"})
        return subprocess.run(list(command), check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
