"""What the person importing or exporting decides."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tertulia.outgoing import Guard
from tertulia.transfer.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class LoadOptions:
    """`site`: primary key; `date`: of stories that carry none; `guard`: fetches pictures, where they are to be fetched;
    `claiming`: keep digests of e-mails, so that their owners can take over what they wrote; `folder`: where files lie that
    came beside an exchange file."""

    site: int
    dry_run: bool = False
    date: datetime | None = None
    skip_spam: bool = False
    keep_addresses: bool = False
    guard: Guard | None = None
    claiming: bool = False
    folder: Path | None = None


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """What to take out. `thread`: primary key of the only one; `since`: responses written or edited from then on.

    `privacy`: "public" leaves out whatever readers cannot see; "full" is for moving house. `shelf`: where pictures are laid.
    """

    thread: int | None = None
    since: datetime | None = None
    privacy: str = "full"
    shelf: Shelf | None = None
