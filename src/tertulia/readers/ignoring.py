"""Ignoring: one reader does not want to read another. It changes what that one sees, and nobody else is told."""

from tertulia.errors import NotAllowed, NotFound
from tertulia.events.transactions import writing
from tertulia.readers.models import Ignored, Reader

MOST = 500


@writing()
def ignore(*, reader: Reader, other: int) -> None:
    """Fold what the reader with the primary key `other` writes; raises NotFound or NotAllowed."""
    if other == reader.pk or Ignored.objects.filter(reader=reader).count() >= MOST:
        raise NotAllowed
    if not Reader.objects.filter(pk=other, is_active=True).exists():
        raise NotFound
    Ignored.objects.get_or_create(reader=reader, other_id=other)


@writing()
def heed(*, reader: Reader, other: int) -> None:
    """Ignore them no more."""
    Ignored.objects.filter(reader=reader, other=other).delete()


def ignored_by(reader: int) -> list[int]:
    """Primary keys of the readers whom this one ignores."""
    return list(Ignored.objects.filter(reader=reader).values_list("other", flat=True))


def names_of_ignored(reader: int) -> list[tuple[int, str]]:
    """The same with their names, by name."""
    return list(Ignored.objects.filter(reader=reader).order_by("other__name").values_list("other", "other__name"))


@writing()
def list_oneself(*, reader: Reader, listed: bool) -> None:
    """Whether there is a public page of the reader."""
    reader.is_listed = listed
    reader.save(update_fields=["is_listed"])
