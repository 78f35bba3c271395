"""A backup that was damaged on its way is refused in one sentence, wherever the damage is."""

import hashlib
import io
import json
import random
import sqlite3
import tarfile

import pytest

from tertulia import __version__
from tertulia.errors import CannotStart
from tertulia.options import DATABASE_FILE, options
from tertulia.transfer.copying import FORMAT, MANIFEST, restore


@pytest.fixture
def target(tmp_path, monkeypatch):
    """An empty data folder."""
    monkeypatch.setattr(options, "folder", tmp_path / "site" / "data")
    return options.folder


def a_backup(path, way="w:gz", **manifest):
    """A small backup; `manifest` replaces entries of its list of files."""
    scratch = path.with_suffix(".sqlite3")
    with sqlite3.connect(scratch) as database:
        database.execute("create table stories_edition (number integer)")
        database.execute("insert into stories_edition values (7)")
    database.close()
    random.seed(11)
    contents = {DATABASE_FILE: scratch.read_bytes(), "media/noise.bin": random.randbytes(40_000), "secret.key": b"k" * 50}
    files = {name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in contents.items()}
    said = {"format": FORMAT, "version": __version__, "created": "", "media": True, "files": files, **manifest}
    contents[MANIFEST] = json.dumps(said).encode()
    with tarfile.open(path, way) as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize("way", ["w:", "w:gz", "w:bz2", "w:xz"])
def test_a_whole_backup_is_restored_and_its_edition_is_new(tmp_path, target, way):
    restore(a_backup(tmp_path / "site.tar", way), force=False)
    with sqlite3.connect(target / DATABASE_FILE) as database:
        assert database.execute("select number from stories_edition").fetchone()[0] > 1_000_000
    database.close()
    assert (target / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("way", ["w:", "w:gz", "w:bz2", "w:xz"])
def test_no_flipped_byte_and_no_missing_end_gets_through(tmp_path, target, way):
    whole = a_backup(tmp_path / "site.tar", way).read_bytes()
    damaged = tmp_path / "damaged.tar"
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        for content in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            damaged.write_bytes(content)
            try:
                restore(damaged, force=False)
            except CannotStart as refused:
                assert str(refused).count("\n") == 0
                assert not target.exists()
                continue
            assert (target / DATABASE_FILE).exists()  # what was flipped was padding, and all files are what they were
            target.rename(tmp_path / f"restored-{place}-{len(content)}")


@pytest.mark.parametrize(
    "manifest",
    [
        {"format": "another"},
        {"version": None},
        {"version": 3},
        {"files": None},
        {"files": []},
        {"files": {}},
        {"files": {"secret.key": None}},
        {"files": {DATABASE_FILE: {"sha256": 1}, "media/noise.bin": {}, "secret.key": {}}},
    ],
)
def test_a_list_of_files_that_is_not_one_is_refused(tmp_path, target, manifest):
    with pytest.raises(CannotStart):
        restore(a_backup(tmp_path / "site.tar", **manifest), force=False)
    assert not target.exists()


def test_a_member_that_would_leave_the_folder_is_refused(tmp_path, target):
    path = a_backup(tmp_path / "site.tar", "w:")
    with tarfile.open(path, "a:") as archive:
        archive.addfile(tarfile.TarInfo("../../elsewhere"), io.BytesIO())
    with pytest.raises(CannotStart):
        restore(path, force=False)
    assert not target.exists()
