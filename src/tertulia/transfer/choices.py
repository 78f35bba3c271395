"""What the person importing decides about loading."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tertulia.outgoing import Guard


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
