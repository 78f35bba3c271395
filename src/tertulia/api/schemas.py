"""What goes in and out of the API. Input is read strictly: a number is not a string, and unknown keys are ignored."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]


class In(Schema):
    """Base of what is sent to us."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Counts(Schema):
    visible: int


class ThreadOut(Schema):
    """A thread. `declared`: the number of responses an imported page said it had."""

    id: int
    url: str
    title: str
    language: str
    state: str
    counts: Counts
    declared: int | None


class Author(Schema):
    """Who wrote it; `id` is null for a guest."""

    id: int | None
    name: str


class Votes(Schema):
    up: int
    down: int


class ResponseOut(Schema):
    """A response. `depth` is the true depth, 1 at the top; words are empty where it is only a marker."""

    id: int
    parent: int | None
    depth: int
    author: Author | None
    text: str
    html: str
    posted_at: datetime | None
    edited_at: datetime | None
    state: str
    url: str
    votes: Votes


class ResponsesOut(Schema):
    """Responses in reading order; `next` is the cursor of what follows, null at the end."""

    responses: list[ResponseOut]
    next: str | None


class Guest(In):
    name: str
    email: str | None = None


class PostIn(In):
    text: str
    parent: Id | None = None
    guest: Guest | None = None


class EditIn(In):
    text: str


class PostedOut(Schema):
    """What became of what was sent: `state` is `visible`, or `held` until a person has looked."""

    id: int
    state: str
    url: str
