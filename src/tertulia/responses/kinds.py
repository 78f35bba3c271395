"""What shields a thread may have: the values that are stored."""

from enum import StrEnum


class ShieldKind(StrEnum):
    """What a shield does for a while."""

    HOLD_ALL = "hold-all"
    HOLD_NEW = "hold-new"
    SLOW = "slow"
    SIGN_IN = "sign-in"
    NO_LINKS = "no-links"
