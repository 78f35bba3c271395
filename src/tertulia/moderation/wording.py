"""What people write in the papers of the law: tidied, or refused."""

from tertulia.errors import EmptyText, TextTooLong


def tidy_words(text: str, *, most: int, field: str = "text", may_be_empty: bool = False) -> str:
    """The text without what no database takes and without space around it, `most` characters; raises EmptyText, TextTooLong."""
    tidy = text.replace("\0", "").strip()
    if not tidy and not may_be_empty:
        raise EmptyText(field=field)
    if len(tidy) > most:
        raise TextTooLong(field=field)
    return tidy
