"""Backups: a consistent copy of a running site in one file, and putting it back."""

import hashlib
import io
import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from django.db import connection
from django.utils import timezone

from tertulia import __version__
from tertulia.errors import CannotStart
from tertulia.options import DATABASE_FILE, SETTINGS_FILE, options

MANIFEST = "manifest.json"
FORMAT = "tertulia-backup/1"
DUMP = "tertulia.dump"
KEYS = ("secret.key", "push.key")
_DAMAGE = (OSError, tarfile.TarError, EOFError, ValueError, zlib.error, lzma.LZMAError)  # what an unreadable archive raises


def back_up(target: Path) -> dict[str, int]:
    """Write database, media, key and settings to the tar file `target` (.gz is compressed); returns files and bytes.

    The database is copied by SQLite's backup interface, or by pg_dump: both give one moment of a site that goes on
    serving. The file appears whole or not at all.
    """
    return _write(target, lambda scratch: [*_database(scratch), *_small_files(), *_media()], version=__version__, media=True)


def back_up_without_media(target: Path, *, version: str) -> dict[str, int]:
    """The same without media, which no upgrade touches; `version` is the one that wrote the database."""
    return _write(target, lambda scratch: [*_database(scratch), *_small_files()], version=version, media=False)


def _write(target: Path, members: Callable[[Path], list[tuple[str, Path]]], *, version: str, media: bool) -> dict[str, int]:
    part = target.with_name(f"{target.name}.part")
    manifest: dict[str, Any] = {"format": FORMAT, "version": version, "created": timezone.now().isoformat(), "media": media}
    manifest["files"] = {}
    try:
        with tempfile.TemporaryDirectory(dir=options.folder) as scratch, _opened(part, "w") as archive:
            for name, path in members(Path(scratch)):
                manifest["files"][name] = {"bytes": path.stat().st_size, "sha256": _digest(path)}
                archive.add(path, name, recursive=False)
            _add_text(archive, MANIFEST, json.dumps(manifest, indent=1))
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        raise CannotStart(f"{target} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return {"files": len(manifest["files"]), "bytes": sum(file["bytes"] for file in manifest["files"].values())}


def restore(source: Path, *, force: bool) -> dict[str, Any]:
    """Put a backup into the data folder; returns its manifest. Nothing is touched before all of it has been checked.

    Raises CannotStart: damaged, made by a newer version, a folder that is not empty (unless `force`).
    """
    if not force and options.folder.is_dir() and any(options.folder.iterdir()):
        raise CannotStart(f"{options.folder} is not empty; --force replaces what is in it")
    parent = options.folder.parent
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".restoring-") as scratch:
        fresh = Path(scratch) / "data"
        fresh.mkdir()
        manifest = _unpack(source, fresh)
        _check(manifest, fresh, source)
        _make_edition_new(fresh)
        former = _put_in_place(fresh)
        if former and not manifest.get("media", True) and (former / "media").is_dir():
            shutil.copytree(former / "media", options.folder / "media", copy_function=_link)
    return manifest


def _small_files() -> Iterator[tuple[str, Path]]:
    for name in (*KEYS, SETTINGS_FILE):
        if (options.folder / name).exists():
            yield name, options.folder / name


def _media() -> Iterator[tuple[str, Path]]:
    media = options.folder / "media"
    for path in sorted(media.rglob("*")) if media.is_dir() else ():
        if path.is_file():
            yield f"media/{path.relative_to(media).as_posix()}", path


def _database(scratch: Path) -> Iterator[tuple[str, Path]]:
    if connection.vendor == "sqlite":
        copy = scratch / DATABASE_FILE
        with sqlite3.connect(connection.settings_dict["NAME"]) as live, sqlite3.connect(copy) as kept:
            live.backup(kept, pages=2000)
            kept.execute("pragma journal_mode = delete")
        live.close()
        kept.close()
        yield DATABASE_FILE, copy
    else:
        copy = scratch / DUMP
        _run(["pg_dump", "--format=custom", "--no-owner", f"--file={copy}", options.database_url])
        yield DUMP, copy


def _unpack(source: Path, fresh: Path) -> dict[str, Any]:
    try:
        with _opened(source, "r") as archive:
            archive.extractall(fresh, filter="data")
        manifest = json.loads((fresh / MANIFEST).read_text())
    except _DAMAGE as error:
        raise CannotStart(f"{source} is damaged or no backup: {str(error).partition(chr(10))[0].rstrip(':')}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise CannotStart(f"{source} is no backup of Tertulia")
    if not isinstance(manifest.get("version"), str) or not isinstance(manifest.get("files"), dict):
        raise CannotStart(f"{source} is damaged: its list of files is not what it was")
    (fresh / MANIFEST).unlink()
    return manifest


def _check(manifest: dict[str, Any], fresh: Path, source: Path) -> None:
    if numbers_of(manifest["version"]) > numbers_of(__version__):
        raise CannotStart(f"{source} was made by Tertulia {manifest['version']}, which is newer than {__version__}")
    there = {path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file()}
    if there != set(manifest["files"]):
        raise CannotStart(f"{source} is damaged: files are missing or too many")
    for name, said in manifest["files"].items():
        if not isinstance(said, dict) or _digest(fresh / name) != said.get("sha256"):
            raise CannotStart(f"{source} is damaged: {name} is not what it was")


def numbers_of(version: str) -> tuple[int, ...]:
    """What two versions are compared by: (0, 1, 12)."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _make_edition_new(fresh: Path) -> None:
    """The edition gets a value it never had, so that no page stored anywhere can look right by chance."""
    if (fresh / DATABASE_FILE).exists():
        with sqlite3.connect(fresh / DATABASE_FILE) as restored:
            restored.execute("update stories_edition set number = max(number, ?) + 1", [int(time.time() * 1000)])
        restored.close()
        return
    if not options.database_url:
        raise CannotStart("this backup holds a PostgreSQL database: set DATABASE_URL to an empty one")
    _run(
        [
            "pg_restore",
            "--no-owner",
            "--clean",
            "--if-exists",
            "--exit-on-error",
            f"--dbname={options.database_url}",
            str(fresh / DUMP),
        ]
    )
    (fresh / DUMP).unlink()
    with connection.cursor() as cursor:
        cursor.execute("update stories_edition set number = greatest(number, %s) + 1", [int(time.time() * 1000)])


def _put_in_place(fresh: Path) -> Path | None:
    """Make `fresh` the data folder; returns where the former one is kept, if it held anything."""
    for name in KEYS:
        if (fresh / name).exists():
            (fresh / name).chmod(0o600)
    former = None
    if options.folder.exists():
        if any(options.folder.iterdir()):
            former = options.folder.rename(options.folder.with_name(f"{options.folder.name}.before-{int(time.time())}"))
        else:
            options.folder.rmdir()
    shutil.move(fresh, options.folder)
    return former


def _link(source: str, target: str) -> None:
    os.link(source, target)


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own argument lists
    except FileNotFoundError:
        raise CannotStart(f"{command[0]} is missing: install PostgreSQL's client programs") from None
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise CannotStart(f"{command[0]} failed: {last[-1]}") from error


def _opened(path: Path, way: Literal["r", "w"]) -> tarfile.TarFile:
    if way == "r":
        return tarfile.open(path, "r:*")
    return (
        tarfile.open(path, "w:gz", compresslevel=6) if ".tar.gz" in path.name or ".tgz" in path.name else tarfile.open(path, "w:")
    )


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    member = tarfile.TarInfo(name)
    member.size, member.mtime = len(content), int(time.time())
    archive.addfile(member, io.BytesIO(content))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
