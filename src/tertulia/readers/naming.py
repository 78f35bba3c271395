"""What a reader is called and spoken to in; nobody may be taken for a reader or for the newsroom."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from tertulia.errors import NameTaken
from tertulia.events.kinds import Kind
from tertulia.events.recording import record
from tertulia.events.transactions import writing
from tertulia.readers.models import Reader
from tertulia.readers.names import reserved, skeleton, tidy_name

AT_ONCE = 500


def must_be_free(name: str, *, reader: int | None = None) -> str:
    """The skeleton of a tidy `name` that `reader` (a primary key; None: somebody new, or a guest) may have; raises NameTaken."""
    looks = must_not_be_reserved(name)
    if Reader.objects.filter(skeleton=looks).exclude(pk=reader).exists():
        raise NameTaken(field="name")
    return looks


def must_not_be_reserved(name: str) -> str:
    """The skeleton of a tidy `name` that is not the newsroom's own; raises NameTaken. Whether a reader has it is not asked."""
    looks = skeleton(name)
    if looks in reserved():
        raise NameTaken(field="name")
    return looks


@writing()
def rename(*, reader: Reader, name: str) -> None:
    """Give a reader another name, which everything they wrote then carries; raises NameMissing, NameRefused or NameTaken."""
    tidy = tidy_name(name)
    if tidy == reader.name and reader.skeleton:
        return
    reader.skeleton = must_be_free(tidy, reader=reader.pk)
    reader.name = tidy
    try:
        with transaction.atomic():
            reader.save(update_fields=["name", "skeleton"])
    except IntegrityError:
        raise NameTaken(field="name") from None  # somebody else was faster
    record(Kind.READER_CHANGED, reader=reader.pk)


@writing()
def choose_language(*, reader: Reader, language: str) -> None:
    """Keep in which language the reader is spoken to, one of `settings.LANGUAGES`; empty, or any other: as their browser asks."""
    reader.language = language if language in dict(settings.LANGUAGES) else ""
    reader.save(update_fields=["language"])
    record(Kind.READER_CHANGED, reader=reader.pk)


def learn_looks() -> int:
    """Readers who came in otherwise (an administrator, another site, a script) get their skeleton, if it is free.

    Returns how many were looked at.
    """
    new = list(Reader.objects.filter(Q(skeleton="") & ~Q(name="")).order_by("pk")[:AT_ONCE])
    taken = set(Reader.objects.filter(skeleton__in={skeleton(reader.name) for reader in new}).values_list("skeleton", flat=True))
    for reader in new:
        looks = skeleton(reader.name)
        free = looks not in taken and looks not in reserved()
        taken.add(looks)
        # Of two who came with one name the second gets a mark that nobody looks like, so that it is not looked at again.
        Reader.objects.filter(pk=reader.pk, skeleton="").update(skeleton=looks if free else f"{looks[:200]}\n{reader.pk}")
    return len(new)
