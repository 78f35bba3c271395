"""Making the data folder ready: a prepared empty database on first use, migrations when the version changed."""

import gzip
import hashlib
import os
import secrets
import shutil
import sqlite3
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tertulia import __version__
from tertulia.config.serving_lock import nobody_serves
from tertulia.errors import CannotStart
from tertulia.options import options

EMPTY = files("tertulia.config") / "empty.sqlite3.gz"


def prepare() -> bool:
    """Make folder and database ready for this version: whether migrations ran. Raises CannotStart with the reason."""
    _prepare_folder()
    if connection.vendor == "sqlite":
        place_empty_database(Path(connection.settings_dict["NAME"]))
    try:
        return bring_up_to_date()
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise CannotStart(f"the database cannot be used: {str(error).splitlines()[0]}") from error
    finally:
        connection.close()


def _prepare_folder() -> None:
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        probe = options.folder / f".probe.{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
        _ = options.secret
    except OSError as error:
        raise CannotStart(f"the data folder {options.folder} cannot be written: {error.strerror}") from error


def place_empty_database(target: Path) -> bool:
    """Put the prepared empty database at `target` unless there is one; whether it did. Two starting at once are safe."""
    if target.exists():
        return False
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with EMPTY.open("rb") as packed, gzip.open(packed) as source, fresh.open("wb") as sink:
        shutil.copyfileobj(source, sink)
        sink.flush()
        os.fsync(sink.fileno())
    try:
        os.link(fresh, target)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
    return True


def fingerprint() -> str:
    """Names the schema this version wants: the package's version and every migration file of every app."""
    names = [__version__]
    for app in apps.get_app_configs():
        folder = Path(app.path) / "migrations"
        if folder.is_dir():
            names += sorted(f"{app.label}/{file.name}" for file in folder.glob("[0-9]*.py"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def bring_up_to_date() -> bool:
    """Run the migrations and what follows them, unless the database has this version's schema already; whether they ran.

    What another version wrote is copied first; see `_keep_former`.
    """
    if _is_up_to_date():
        return False
    with nobody_serves():
        if _is_up_to_date():  # another command was faster
            return False
        former = _installation()
        if former:
            _refuse_newer(former)
            _keep_former(former)
        print("Preparing the database …", file=sys.stderr, flush=True)
        call_command("migrate", verbosity=0, interactive=False)
        ensure_groups()
        said = {"fingerprint": fingerprint(), "version": __version__}
        _installations().update_or_create(pk=1, defaults=said)
    return True


def _installations() -> Any:
    from tertulia.delivery.models import Installation

    return Installation.objects


def _installation() -> tuple[str, str] | None:
    """Fingerprint and version of what wrote the database; None for an empty one."""
    if _installations().model._meta.db_table not in connection.introspection.table_names():
        return None
    found: tuple[str, str] | None = _installations().values_list("fingerprint", "version").first()
    return found


def _is_up_to_date() -> bool:
    former = _installation()
    return former is not None and former[0] == fingerprint()


def _keep_former(former: tuple[str, str]) -> None:
    """A backup of what the former version wrote, in the data folder; raises CannotStart where none can be made."""
    if not options.upgrade_backup:
        return
    from tertulia.transfer.copying import back_up_without_media

    folder = options.folder / "backups"
    kept = folder / f"before-{__version__}-{timezone.now():%Y%m%dT%H%M%S}.tar.gz"
    print(f"Another version wrote this database; a copy goes to {kept} …", file=sys.stderr, flush=True)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        back_up_without_media(kept, version=former[1])
    except (CannotStart, OSError) as reason:
        raise CannotStart(f"no backup before the upgrade: {reason} (TERTULIA_UPGRADE_BACKUP=false does without)") from reason


def ensure_groups() -> None:
    """The moderators' group may enter the admin; editors are Wagtail's own group. All else stands in readers/roles.py."""
    from django.contrib.auth.models import Group, Permission

    group, _made = Group.objects.get_or_create(name="Thread moderators")
    wanted = [("wagtailadmin", "access_admin"), ("responses", "moderate")]
    for app, codename in wanted:
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))


def _refuse_newer(former: tuple[str, str]) -> None:
    from tertulia.transfer.copying import numbers_of

    loader = MigrationLoader(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("tertulia.")}
    unknown = [key for key in loader.applied_migrations if key[0] in ours and key not in loader.disk_migrations]
    if unknown or numbers_of(former[1]) > numbers_of(__version__):
        raise CannotStart(f"the database in {options.folder} was made by a newer version of Tertulia than {__version__}")
