"""What each role may do: the table of docs/permissions.md, word for word, as data."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here. Whoever has an account is a reader; the rest is granted."""

    READER = "reader"
    MODERATOR = "moderator"
    SENIOR_MODERATOR = "senior-moderator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Verb(StrEnum):
    """What can be done, to what."""

    POST = "post"
    VOTE = "vote"
    EDIT_OWN = "edit-own"
    WITHDRAW_OWN = "withdraw-own"
    REPORT = "report"
    SEE_QUEUE = "see-queue"
    DECIDE = "decide"
    SEE_WRITER = "see-writer"
    ANSWER_APPEALS = "answer-appeals"
    SUSPEND = "suspend"
    SEE_LOG = "see-log"
    SET_THREAD = "set-thread"
    SET_SHIELD = "set-shield"
    FEATURE = "feature"
    PIN = "pin"
    ERASE = "erase"
    EDIT_WORD_RULES = "edit-word-rules"
    EDIT_POLICY = "edit-policy"
    EDIT_HOUSE_RULES = "edit-house-rules"
    PUBLISH = "publish"
    MANAGE_PEOPLE = "manage-people"


_READER = {Verb.POST, Verb.VOTE, Verb.EDIT_OWN, Verb.WITHDRAW_OWN, Verb.REPORT}
_MODERATOR = _READER | {
    Verb.SEE_QUEUE,
    Verb.DECIDE,
    Verb.SEE_WRITER,
    Verb.SEE_LOG,
    Verb.SET_THREAD,
    Verb.SET_SHIELD,
    Verb.FEATURE,
    Verb.PIN,
    Verb.EDIT_WORD_RULES,
    Verb.EDIT_POLICY,
}
_SENIOR = _MODERATOR | {Verb.ERASE, Verb.ANSWER_APPEALS, Verb.SUSPEND, Verb.EDIT_HOUSE_RULES}
_EDITOR = _READER | {Verb.FEATURE, Verb.PIN, Verb.SET_SHIELD, Verb.PUBLISH}

MAY: dict[Role, frozenset[Verb]] = {
    Role.READER: frozenset(_READER),
    Role.MODERATOR: frozenset(_MODERATOR),
    Role.SENIOR_MODERATOR: frozenset(_SENIOR),
    Role.EDITOR: frozenset(_EDITOR),
    Role.ADMINISTRATOR: frozenset(Verb),
}
