"""Imports that somebody asked for in the browser: kept as orders, carried out one after another beside the server."""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from tertulia.errors import NotFound
from tertulia.events.transactions import writing
from tertulia.options import options
from tertulia.transfer.models import Run, RunState
from tertulia.transfer.outcome import LoadReport

KEPT_FOR = timedelta(days=7)  # an upload that nobody imported in earnest
UPLOADED = "upload-"  # how names of files begin that came through the browser; they go once they are in


def folder() -> Path:
    """Where files to import lie: what was uploaded, and what an operator put there because it is too large for that."""
    found = options.folder / "imports"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def files_there() -> list[str]:
    """Names of what lies there, uploads apart."""
    return sorted(file.name for file in folder().iterdir() if file.is_file() and not file.name.startswith((UPLOADED, ".")))


def keep_upload(name: str, chunks: Iterable[bytes]) -> str:
    """Store an uploaded file; returns the name it has now."""
    tame = re.sub(r"[^\w.-]+", "-", Path(name).name)[-80:].lstrip(".-") or "file"
    kept = folder() / f"{UPLOADED}{secrets.token_hex(4)}-{tame}"
    with kept.open("wb") as file:
        file.writelines(chunks)
    return kept.name


def shown_name(text: str) -> str:
    """A file's name, or a sentence that holds it, as whoever uploaded it knows it."""
    return re.sub(rf"\b{UPLOADED}[0-9a-f]{{8}}-", "", text)


@writing()
def order_import(*, source: str, files: Sequence[str], choices: dict[str, Any], dry_run: bool) -> Run:
    """Order an import of files in the folder; raises NotFound where there is none of a name."""
    if not files or any(Path(each).name != each or not (folder() / each).is_file() for each in files):
        raise NotFound
    wanted = {**choices, "dry_run": dry_run}
    return Run.objects.create(
        source=source, files=list(files), started_at=timezone.now(), state=RunState.WAITING.value, choices=wanted
    )


def can_go(run: Run) -> bool:
    """Whether the file of a dry run is still there, so that it can be imported in earnest."""
    is_rehearsal = run.state == RunState.ENDED and bool(run.choices.get("dry_run"))
    return is_rehearsal and all((folder() / name).is_file() for name in run.files)


def take_next() -> Run | None:
    """The order that has waited longest, marked as running. One that was running when its server ended is taken again."""
    with writing():
        run = Run.objects.filter(state__in=[RunState.RUNNING, RunState.WAITING]).order_by("state", "pk").first()
        if run is not None:
            run.state = RunState.RUNNING.value
            run.save(update_fields=["state"])
        return run


def line_of(run: Run) -> list[str]:
    """The arguments of `tertulia import` that carry an order out."""
    line = [run.source, *(str(folder() / name) for name in run.files), "--ordered", str(run.pk)]
    for name in ("url", "zone", "encoding", "site"):
        if value := run.choices.get(name):
            line.append(f"--{name}={value}")
    for name, flag in (("dry_run", "--dry-run"), ("fetch_media", "--fetch-media"), ("repair", "--repair")):
        if run.choices.get(name):
            line.append(flag)
    return [*line, "--skip", "spam"] if run.choices.get("skip_spam") else line


def tell_progress(run: int, *, done: int, share: int) -> None:
    """How far it is: records, and hundredths of the file."""
    with writing():
        Run.objects.filter(pk=run).update(done=done, share=share)


@writing()
def end_run(run: int, report: LoadReport) -> None:
    """Keep the report; a file that was uploaded and is in now goes."""
    kept = Run.objects.get(pk=run)
    kept.state, kept.ended_at, kept.report, kept.share = RunState.ENDED.value, timezone.now(), report.as_json(), 100
    kept.source = report.reading.source or kept.source
    kept.save()
    if not kept.choices.get("dry_run"):
        for name in kept.files:
            if name.startswith(UPLOADED):
                (folder() / name).unlink(missing_ok=True)


def forget_uploads(*, now: datetime) -> None:
    """Delete what was uploaded long ago and never imported: people's words and addresses lie in it."""
    waiting = {name for run in Run.objects.filter(state__in=[RunState.WAITING, RunState.RUNNING]) for name in run.files}
    for file in folder().glob(f"{UPLOADED}*"):
        if file.name not in waiting and file.stat().st_mtime < (now - KEPT_FOR).timestamp():
            file.unlink(missing_ok=True)


@writing()
def refuse_run(run: int, reason: str, *, refusal: dict[str, Any] | None = None) -> None:
    """It could not be carried out; `refusal` says why in a way that can be told in any language."""
    running = Run.objects.filter(pk=run, state=RunState.RUNNING)
    told = {"report": {"refusal": refusal}} if refusal else {}
    running.update(state=RunState.REFUSED.value, ended_at=timezone.now(), reason=reason[:1000], **told)
