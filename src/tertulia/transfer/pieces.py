"""The body of a page of ours as the blocks of a neutral story."""

from tertulia.stories.departing import DepartingPicture, body_of
from tertulia.stories.models import PlainPage, StoryPage
from tertulia.transfer.models import Picture
from tertulia.transfer.records import Block, Photo


def blocks_of_page(page: StoryPage | PlainPage) -> tuple[Block, ...]:
    """The blocks, in order; a picture that an import fetched has the address it came from."""
    return tuple(
        Block(
            kind=piece.kind,
            html=piece.html,
            text=piece.words,
            level=piece.level,
            photo=photo_of(piece.picture) if piece.picture else None,
        )
        for piece in body_of(page)
    )


def photo_of(picture: DepartingPicture) -> Photo:
    """A picture of ours as a photo by address."""
    came = Picture.objects.filter(image=picture.key).order_by("pk").values_list("url", flat=True).first()
    return Photo(
        url=came or picture.url or None,
        caption=picture.caption or None,
        credit=picture.credit or None,
        alt=picture.alt or None,
    )
