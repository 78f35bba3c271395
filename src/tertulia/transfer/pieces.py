"""The body of a page of ours as the blocks of a neutral story."""

from dataclasses import replace

from tertulia.stories.departing import DepartingPicture, Piece, body_of
from tertulia.stories.models import PlainPage, StoryPage
from tertulia.transfer.fetching import digest_of, key_of
from tertulia.transfer.formats.blocks import text_of_html
from tertulia.transfer.models import Picture
from tertulia.transfer.records import Block, Photo
from tertulia.transfer.shelf import Shelf


def blocks_of_page(page: StoryPage | PlainPage, shelf: Shelf | None = None, story: str = "") -> tuple[Block, ...]:
    """The blocks, in order; a picture that an import fetched has the address it came from, one on the shelf its id there.

    `story`: the id of what shows the pictures.
    """
    return tuple(_block(piece, shelf, story) for piece in body_of(page))


def _block(piece: Piece, shelf: Shelf | None, story: str) -> Block:
    return Block(
        kind=piece.kind,
        html=piece.html,
        text=piece.words or text_of_html(piece.html),
        level=piece.level,
        photo=photo_of(piece.picture, shelf, story) if piece.picture else None,
        photos=tuple(photo_of(each, shelf, story) for each in piece.pictures),
        content=piece.content,
    )


def photo_of(picture: DepartingPicture, shelf: Shelf | None = None, story: str = "") -> Photo:
    """A picture of ours as a photo by address."""
    came = Picture.objects.filter(image=picture.key).order_by("pk").values_list("url", flat=True).first()
    url = came or picture.url or None
    return Photo(
        url=None if came and came.startswith("sha256:") else url,
        media=shelf.put(picture.key, shown_by=story) if shelf else None,
        caption=picture.caption or None,
        credit=picture.credit or None,
        alt=picture.alt or None,
    )


def shelved(blocks: tuple[Block, ...], shelf: Shelf, story: str) -> tuple[Block, ...]:
    """Blocks as they came, their pictures with the ids they have on the shelf, if they are here."""
    return tuple(
        replace(
            each,
            photo=shelved_photo(each.photo, shelf, story) if each.photo else None,
            photos=tuple(shelved_photo(photo, shelf, story) for photo in each.photos),
        )
        for each in blocks
    )


def shelved_photo(photo: Photo, shelf: Shelf, story: str) -> Photo:
    """One photo of them."""
    key = Picture.objects.filter(digest=digest_of(key_of(photo))).values_list("image", flat=True).first()
    identity = shelf.put(key, shown_by=story) if key else None
    return replace(photo, media=identity) if identity else photo
