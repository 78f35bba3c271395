"""`tertulia export FILE`: everything, or one story's thread, as `tertulia-exchange/1` or in another system's format."""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import django

from tertulia.config.commands.arguments import instant
from tertulia.config.standing import refuse_empty_folder
from tertulia.errors import CannotStart, Refused

FORMATS = ("exchange", "wxr", "disqus", "commento", "isso", "atom", "jsonfeed")


def run(arguments: Sequence[str]) -> int:
    """Write the file and say what it holds; returns 0."""
    asked = _parse(arguments)
    refuse_empty_folder()
    django.setup()
    from tertulia.config.preparing import prepare
    from tertulia.transfer.choices import ExportOptions
    from tertulia.transfer.exchange import writing_to
    from tertulia.transfer.exporting import export_records
    from tertulia.transfer.shelf import Shelf

    prepare()
    if asked.media and (asked.format != "exchange" or asked.privacy != "full"):
        raise CannotStart("--media goes with a full export as exchange: the files are the originals, for the newsroom only")
    if asked.format != "exchange":
        return _run_way(asked)
    try:
        shelf = Shelf(asked.file) if asked.media else None
        options = ExportOptions(thread=_thread(asked.story), since=asked.since, privacy=asked.privacy, shelf=shelf)
        with writing_to(asked.file) as writer:
            for record in export_records(options):
                writer.write(record)
            counts = dict(writer.counts)
    except OSError as error:
        raise CannotStart(f"{asked.file} cannot be written: {error.strerror}") from error
    print(f"{asked.file}: " + ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    return 0


def _run_way(asked: argparse.Namespace) -> int:
    """Write the file of another system and say what it could not carry."""
    from tertulia.options import options
    from tertulia.transfer.choices import ExportOptions
    from tertulia.transfer.exchange import opened_whole
    from tertulia.transfer.exporting import export_conversations, not_in_conversations
    from tertulia.transfer.formats.identity import host_of
    from tertulia.transfer.out import WAYS

    wanted = ExportOptions(thread=_thread(asked.story), since=asked.since, privacy=asked.privacy)
    lost = Counter(not_in_conversations(wanted))
    try:
        with opened_whole(asked.file) as stream:
            site = host_of(options.base_url) or "localhost"
            WAYS[asked.format].write(export_conversations(wanted), stream, lost, site=site)
    except OSError as error:
        raise CannotStart(f"{asked.file} cannot be written: {error.strerror}") from error
    print(f"{asked.file}: written as {asked.format}")
    for what, count in sorted(lost.items()):
        if count:
            print(f"  not carried: {what} ({count})")
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tertulia export", description="Take conversations out, as tertulia-exchange/1 or for another system."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what to write; .gz and .zst are compressed")
    parser.add_argument(
        "--format", choices=FORMATS, default="exchange", help="exchange carries everything; the others say what not"
    )
    parser.add_argument("--story", metavar="URL", help="only the thread under this address")
    parser.add_argument("--since", type=instant, metavar="DATE", help="only responses written or edited from then on")
    parser.add_argument("--privacy", choices=["full", "public"], default="full", help="public: only what every reader can see")
    parser.add_argument("--media", action="store_true", help="lay the files of the pictures into media/ beside the file")
    return parser.parse_args(arguments)


def _thread(url: str | None) -> int | None:
    if url is None:
        return None
    from tertulia.responses.reading import find_thread_head
    from tertulia.stories.arriving import default_site

    try:
        return find_thread_head(site=default_site(), urls=[url]).id
    except Refused:
        raise CannotStart(f"there is no thread under {url}") from None
