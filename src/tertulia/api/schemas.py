"""What goes in and out of the API. Input is read strictly: a number is not a string, and unknown keys are ignored."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]
ThreadState = Literal["open", "closed", "held"]
ResponseState = Literal["visible", "held", "removed", "withdrawn", "erased", "spam", "missing", "unproven"]


class In(BaseModel):
    """Base of what is sent to us."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Counts(Schema):
    visible: int = Field(description="responses everybody can read")


class ThreadOut(Schema):
    """All responses under one story, or under a page of another site."""

    id: int
    url: str = Field(description="a path on this site, or the whole address of a page elsewhere")
    title: str
    language: str = Field(description="language of the story, empty when unknown")
    state: ThreadState = Field(description="`closed`: nothing new; `held`: everything new waits for a person")
    counts: Counts
    declared: int | None = Field(description="number of responses an imported page said it had")


class Author(Schema):
    """Who wrote it."""

    id: int | None = Field(description="null for a guest")
    name: str


class Votes(Schema):
    up: int
    down: int


class ResponseOut(Schema):
    """A response. Where it is only a marker (removed, with replies below) it has neither words nor author."""

    id: int
    parent: int | None = Field(description="the response it answers, null at the top")
    depth: int = Field(description="true depth, 1 at the top")
    author: Author | None = Field(description="null when unknown")
    text: str = Field(description="Markdown, as it was written")
    html: str = Field(description="the same, sanitised: safe to lay into a page")
    posted_at: datetime | None = Field(description="null when an import did not say")
    edited_at: datetime | None
    state: ResponseState
    url: str = Field(description="leads to the response on its page")
    votes: Votes
    badge: Literal["editor", "moderator"] | None = Field(description="as whom of the newsroom it was written")
    featured: bool = Field(description="whether the newsroom shows it before all others")


class ResponsesOut(Schema):
    """A stretch of a thread in reading order."""

    responses: list[ResponseOut]
    next: str | None = Field(description="cursor of what follows, to be sent as `after`; null at the end")


class Guest(In):
    """Who writes without an account."""

    name: str = Field(description="shown with the response")
    email: Annotated[str, Field(max_length=254)] | None = Field(
        None, description="needed where guests confirm their address, else not kept: the response waits for the link sent to it"
    )


class ProofIn(In):
    """The work a guest's program did on a stamp from `GET /proof`."""

    stamp: Annotated[str, Field(max_length=200)]
    work: Annotated[str, Field(max_length=20)] = Field(description="a number: SHA-256 of `STAMP:NUMBER` begins with `bits` zeros")


class ProofOut(Schema):
    """A stamp to work on. Good for a day, for one response."""

    stamp: str
    bits: int = Field(description="0: no work is asked for")


class PostIn(In):
    text: str = Field(description="Markdown, 1 to 20,000 characters")
    parent: Id | None = Field(None, description="the response this one answers")
    guest: Guest | None = Field(None, description="needed without a token or session, ignored with one")
    proof: ProofIn | None = Field(None, description="of a guest; without it the response waits for a person to look")


class EditIn(In):
    text: str = Field(description="Markdown, 1 to 20,000 characters")


def _no_boolean(value: object) -> object:
    """True is no number here, although Python thinks so."""
    if isinstance(value, bool):
        raise ValueError("a number")
    return value


class VoteIn(In):
    value: Annotated[Literal[1, -1], BeforeValidator(_no_boolean)] = Field(
        description="1: it adds to the discussion; -1: it does not"
    )


class VotesOut(Schema):
    """The votes on a response after one was cast or taken back."""

    votes: Votes
    own: Literal[1, 0, -1] = Field(description="one's own; 0 for none")


class ReportIn(In):
    ground: str = Field(
        description="`house:KEY` for a rule of the house (or its bare key), `law:KEY` for a matter of law; see `/rules/`"
    )
    text: str | None = Field(None, description="in the reporter's words, up to 2,000 characters; needed with `house:other`")


class ReportOut(Schema):
    """A report that was taken."""

    ground: str = Field(description="as it was understood")
    url: str = Field(description="says later what came of it; whoever has the address can read it")


class DecisionIn(In):
    action: Literal["keep", "release", "remove", "restore", "hold", "rephrase"]
    ground: str | None = Field(None, description="as in a report: what the decision rests on")
    text: str | None = Field(
        None, max_length=5_000, description="to the author; without it the letter that is ready for the decision goes out"
    )
    note: str | None = Field(None, max_length=2_000, description="for colleagues")
    seen: Annotated[int, Field(ge=0, lt=2**63)] | None = Field(
        None,
        description="`id` of the latest decision about the response that you know of, 0 for none: what a colleague decided since "
        "is not overturned. Without it, what they decided in the last three minutes is not",
    )


class DecisionOut(Schema):
    """A decision that was taken. It can be undone at the desk for ten seconds; then its author is told."""

    id: int
    action: str
    state: ResponseState = Field(description="of the response now")
    ground: str = Field(description="as it was understood; empty for none")
    at: datetime


class PostedOut(Schema):
    """What became of what was sent."""

    id: int
    state: ResponseState = Field(
        description="`visible`; `held` until a person has looked; `unproven` until the guest has confirmed their address"
    )
    url: str = Field(description="leads to the response on its page")


class Place(Schema):
    at: str
    reason: str


class Problem(Schema):
    """A refusal (RFC 9457), sent as `application/problem+json`. Nothing was written."""

    type: str = Field(description="where the code is explained")
    title: str = Field(description="one sentence for a person, in the language asked for")
    status: int
    code: str = Field(description="stable: decide by this")
    field: str | None = Field(None, description="the part of what was sent that it is about; may be absent")
    decision: int | None = Field(None, description="with `already-decided`: the `id` of the colleague's; may be absent")
    errors: list[Place] | None = Field(None, description="with `malformed`: what could not be read, and where; may be absent")
