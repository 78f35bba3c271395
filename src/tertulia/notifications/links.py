"""Signed names for the links of mails: nobody else can make one, and none has to be stored."""

from django.core import signing

_STOP, _CONFIRM = "tertulia.mail.stop", "tertulia.mail.confirm"


def stop_token(*, reader: int | None = None, follow: int | None = None) -> str:
    """Names whose mail is to stop: a reader's about the conversation, or an address's about what it follows."""
    return signing.dumps([reader, follow], salt=_STOP)


def read_stop_token(token: str) -> tuple[int | None, int | None] | None:
    """The reader and the follow (primary keys, one of them None) a token names; None if it is not one of ours."""
    try:
        reader, follow = signing.loads(token, salt=_STOP)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return reader, follow


def confirm_token(follow: int) -> str:
    """Names the follow of an address that its owner is to confirm."""
    return signing.dumps(follow, salt=_CONFIRM)


def read_confirm_token(token: str) -> int | None:
    """The primary key of the follow a token names, for three days; None if it is not one of ours or too old."""
    try:
        return int(signing.loads(token, salt=_CONFIRM, max_age=3 * 24 * 3600))
    except (signing.BadSignature, ValueError, TypeError):
        return None
