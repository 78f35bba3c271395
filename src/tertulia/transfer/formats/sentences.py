"""What a reading says of a file, for people: English here, each by a code that stays, translated where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


def N_(sentence: str) -> str:
    """Marks a sentence for the catalogues."""
    return sentence


SENTENCES = {
    "no-id": N_("without an id"),
    "no-link": N_("without a link"),
    "no-story": N_("its story is not in the file"),
    "line-not-json": N_("line is not JSON in UTF-8: %(why)s"),
    "line-not-an-object": N_("line is not a JSON object"),
    "line-unreadable": N_("line cannot be read: %(why)s"),
    "line-too-long": N_("line longer than %(size)s MiB"),
    "neither-story-nor-comment": N_("item of type %(type)s is neither a story nor a comment"),
    "rest-dropped": N_("not well-formed XML, the rest of the file was dropped: %(why)s"),
    "circle": N_("responses answered each other in a circle; it was cut at the newest"),
    "parent-elsewhere": N_("its parent is in another story; it stands at the top now"),
    "id-twice": N_("an id stood twice; the first was kept"),
    "id-twice-on-page": N_("id %(id)s stands more than once on the page; the later one got an id of its own"),
    "unstorable-characters": N_("characters that cannot be stored were replaced"),
    "control-characters": N_("control characters that XML forbids were taken out"),
    "bytes-replaced": N_("bytes that are not UTF-8 were replaced"),
    "entity-written-out": N_("an entity that XML does not know was written out"),
    "picture-left-out": N_("a picture was left out: %(why)s"),
    "picture-not-fetched": N_("a picture was not fetched: %(why)s"),
    "page-has-responses": N_("a page of the site has responses; they are kept, and exported, but shown nowhere"),
    "unknown-mode": N_("a mode this program does not know, taken as pending"),
    "unknown-status": N_("a status this program does not know, taken as pending"),
    "story-unknown": N_("no story known for this note: give its address with --url"),
    "comment-of-absent-story": N_("comment whose story is not in the files"),
    "not-public": N_("written for some only: kept, and shown nowhere"),
    "attachment-without-address": N_("an attachment without a whole address is kept in the record and shown nowhere"),
    "time-unreadable": N_("unreadable time, left unknown"),
    "time-without-zone": N_("time without a zone: give one with --zone"),
    "hour-skipped": N_("wall clock in an hour that the zone skips, moved forward"),
    "hour-repeated": N_("wall clock in an hour that the zone repeats, first reading taken"),
    "answers-absent-post": N_("answers a post that the files do not hold"),
    "address-unknown": N_("no address is known for this story: say with --url where the old site was"),
    "page-builder": N_("laid out by a page builder: its words and pictures stay, its layout goes"),
    "shortcode-left": N_("the shortcode [%(name)s] of a plugin stays as it is in the text"),
    "blocks-too-long": N_("the blocks of a story are too long together, and are left out"),
    "gallery-too-large": N_("a gallery has too many pictures, and is left out"),
    "block-absent": N_("a block used in many stories is not in the file"),
    "picture-absent": N_("a picture of a gallery is not in the file"),
    "withheld": N_("withheld by the system, taken as spam: nobody sees it, moderators find it there"),
    "thread-absent": N_("post in a thread that the file does not hold, given a story without an address"),
    "html-absent": N_("the words of this post are not in the file as HTML: publish it in Ghost before you export"),
    "sent-by-mail": N_("sent by mail only: it becomes a draft here"),
    "members-only": N_("only members may read it: it becomes a draft here"),
    "own-address-unknown": N_("Ghost's own address is not in its export: say with --url where the site was"),
    "unknown-line": N_("line of the unknown type %(type)s, kept as it is"),
    "checksum": N_("the checksum does not match: the file was changed or damaged after it was written"),
    "no-trailer": N_("no trailer: the file may be cut off"),
    "more-pages": N_("the page has more responses at %(url)s; save and import those pages too"),
    "block-not-json": N_("a block of the page is not JSON and was left out: %(why)s"),
    "taken-as-windows-1252": N_("not UTF-8: read as Windows-1252; where letters are wrong, --encoding says what it is"),
    "refused-no-file": N_("no file was given"),
    "refused-unknown-source": N_("there is no source named %(name)s; known are %(known)s"),
    "refused-none-of-them": N_("this file looks like none of the known sources; name one"),
    "refused-not-its-export": N_("this is not an export of %(system)s: no %(missing)s is in it"),
    "refused-not-a-page": N_(
        "this is not a saved news page: no heading such as '32 responses to …' and no list of responses was found"
    ),
    "refused-unopened": N_("it cannot be opened: %(why)s"),
    "refused-empty": N_("the file is empty"),
    "refused-zip": N_("a zip archive; unpack it and give the file inside"),
    "refused-bomb": N_("unpacks to more than %(times)s times its size; refused as a zip bomb"),
    "refused-packing-damaged": N_("the compressed data is damaged or cut off (%(why)s)"),
    "refused-too-large": N_("larger than the %(size)s MiB allowed for this source"),
    "refused-entry-too-large": N_("an entry is larger than %(size)s MiB"),
    "refused-element-too-large": N_("one element is larger than %(size)s MiB"),
    "refused-too-deep": N_("nested more than %(depth)s deep; refused"),
    "refused-not-xml": N_("not XML at all"),
    "refused-doctype": N_("declares a document type or entities; refused"),
    "refused-broken-xml": N_("not well-formed XML: %(why)s; export it again, or let it be repaired (--repair)"),
    "refused-cut-off": N_("the file ends too early, it was cut off: %(why)s; export it again, or let it be repaired (--repair)"),
    "refused-not-json": N_("not JSON in UTF-8: %(why)s"),
    "refused-database": N_("not a readable Isso database: %(why)s"),
    "refused-database-in-use": N_("Isso is writing to it (%(beside)s); stop Isso, or take a copy with sqlite3's .backup"),
    "refused-list": N_("a list of topics or posts without a thread; give the topics (/t/ID.json?print=true)"),
    "refused-newer-version": N_("exchange version %(version)s is newer than this program reads (%(known)s); upgrade it"),
    "refused-comentario": N_("this is an export of Comentario 3: import it as comentario"),
    "hint-page": N_("it is a web page (HTML), not an export"),
    "hint-source": N_("it looks like %(source)s"),
}


class Told(NamedTuple):
    """A sentence by its code, with what stands in it."""

    code: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return SENTENCES[self.code] % self.values

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "values": dict(self.values)}


def told(code: str, **values: object) -> Told:
    """The sentence of a code; what stands in it is short."""
    return Told(code, {name: value if isinstance(value, int) else str(value)[:300] for name, value in values.items()})
