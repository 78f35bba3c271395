"""A WordPress export (WXR 1.2) of any size, the same bytes every time, written as a stream.

    python -m bench.wxr FILE [--responses 20000 | --gigabytes 1] [--in-one 1000]

Names and sentences come from `words.txt` as in `bench.corpus`. Stories hold `--in-one` responses each: two in five at the
top level, the others answer one of the last twenty. Of a hundred responses two are spam, two pending, one binned, one is a
pingback, and one answers a response that is not in the file; every tenth has several paragraphs, markup or a link.
About 900,000 responses make a gigabyte.
"""

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

SEED = 20261120
BEGIN = datetime(2009, 3, 1, 8, tzinfo=UTC)
TEXTS = 4096
RECENT = 20
HOST = "https://paper.example"
WORDS = Path(__file__).with_name("words.txt")

HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Paper</title>
<link>{HOST}</link>
<language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{HOST}</wp:base_site_url>
<wp:base_blog_url>{HOST}</wp:base_blog_url>
"""


def export(*, responses: int = 0, size: int = 0, in_one: int = 1000) -> Iterator[str]:
    """The pieces of an export of so many responses, or of about `size` bytes."""
    chance = random.Random(SEED)
    words = WORDS.read_text().split()
    texts = [_text(chance, words) for _each in range(TEXTS)]
    written, number, story = 0, 0, 0
    yield HEAD
    while number < responses or written < size:
        story += 1
        begin = BEGIN + timedelta(hours=7 * story)
        yield _story_head(chance, words, story, begin)
        recent: list[int] = []
        for minute in range(in_one):
            if number >= responses and written >= size:
                break
            number += 1
            piece = _response(chance, texts, words, number, recent, begin + timedelta(minutes=minute))
            written += len(piece)
            recent = [*recent[1 - RECENT :], number]
            yield piece
        yield "</item>\n"
    yield "</channel>\n</rss>\n"


def _text(chance: random.Random, words: list[str]) -> str:
    said = " ".join(chance.choice(words) for _each in range(max(3, int(chance.lognormvariate(3.8, 0.8)))))
    if chance.random() < 0.1:
        half = len(said) // 2
        said = f"{said[:half]}\n\n<em>{said[half:]}</em>\n{HOST}/{chance.choice(words)}/ <blockquote>{said[:40]}</blockquote>"
    return said


def _story_head(chance: random.Random, words: list[str], number: int, at: datetime) -> str:
    title = " ".join(chance.choice(words) for _each in range(6)).capitalize()
    body = "\n\n".join(" ".join(chance.choice(words) for _each in range(60)) for _paragraph in range(8))
    return (
        f"<item>\n<title>{title}</title>\n<link>{HOST}/{at:%Y/%m/%d}/story-{number}/</link>\n<dc:creator>desk</dc:creator>\n"
        f"<content:encoded><![CDATA[{body}]]></content:encoded>\n<wp:post_id>{9_000_000 + number}</wp:post_id>\n"
        f"<wp:post_date_gmt>{at:%Y-%m-%d %H:%M:%S}</wp:post_date_gmt>\n<wp:comment_status>open</wp:comment_status>\n"
        f"<wp:post_name>story-{number}</wp:post_name>\n<wp:status>publish</wp:status>\n<wp:post_type>post</wp:post_type>\n"
    )


def _response(chance: random.Random, texts: list[str], words: list[str], number: int, recent: list[int], at: datetime) -> str:
    lot = chance.randrange(100)
    approved = {0: "spam", 1: "spam", 2: "0", 3: "0", 4: "trash"}.get(lot, "1")
    kind = "pingback" if lot == 5 else "comment"
    parent = 5_000_000 + number if lot == 6 else chance.choice(recent) if recent and chance.random() < 0.6 else 0
    name = f"{chance.choice(words)} {chance.choice(words)}".title()
    return (
        f"<wp:comment>\n<wp:comment_id>{number}</wp:comment_id>\n<wp:comment_author><![CDATA[{name}]]></wp:comment_author>\n"
        f"<wp:comment_author_email><![CDATA[r{number % 5000}@reader.example]]></wp:comment_author_email>\n"
        f"<wp:comment_author_url></wp:comment_author_url>\n"
        f"<wp:comment_author_IP><![CDATA[192.0.2.{number % 250}]]></wp:comment_author_IP>\n"
        f"<wp:comment_date><![CDATA[{at + timedelta(hours=1):%Y-%m-%d %H:%M:%S}]]></wp:comment_date>\n"
        f"<wp:comment_date_gmt><![CDATA[{at:%Y-%m-%d %H:%M:%S}]]></wp:comment_date_gmt>\n"
        f"<wp:comment_content><![CDATA[{chance.choice(texts)}]]></wp:comment_content>\n"
        f"<wp:comment_approved><![CDATA[{approved}]]></wp:comment_approved>\n<wp:comment_type>{kind}</wp:comment_type>\n"
        f"<wp:comment_parent>{parent}</wp:comment_parent>\n<wp:comment_user_id>0</wp:comment_user_id>\n</wp:comment>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.wxr", description="Write a WordPress export of any size.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--responses", type=int, default=0)
    parser.add_argument("--gigabytes", type=float, default=0)
    parser.add_argument("--in-one", type=int, default=1000, help="responses of one story")
    asked = parser.parse_args()
    wanted = asked.responses if asked.responses or asked.gigabytes else 20_000
    with asked.file.open("w", encoding="utf-8") as file:
        file.writelines(export(responses=wanted, size=int(asked.gigabytes * 1_000_000_000), in_one=asked.in_one))


if __name__ == "__main__":
    main()
