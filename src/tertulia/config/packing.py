"""Makes the prepared empty database that ships in the package, by the real migrations: `python -m tertulia.config.packing`."""

import gzip
import os
import sqlite3
import sys
import tempfile
from pathlib import Path


def build_empty(target: Path) -> None:
    """Migrate a fresh SQLite file and write it, gzipped and without a trace of when or where, to `target`."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TERTULIA_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.config.settings")
        import django

        django.setup()
        from django.db import connection

        from tertulia.config.preparing import bring_up_to_date

        bring_up_to_date()
        connection.close()
        written = Path(connection.settings_dict["NAME"])
        packed = sqlite3.connect(written)
        packed.execute("update django_migrations set applied = '2026-01-01 00:00:00'")
        packed.commit()
        packed.execute("pragma journal_mode = delete")
        packed.execute("vacuum")
        packed.close()
        plain = written.read_bytes()
        target.write_bytes(gzip.compress(plain, compresslevel=9, mtime=0))


if __name__ == "__main__":
    build_empty(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("empty.sqlite3.gz"))
