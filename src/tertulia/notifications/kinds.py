"""What a reader may be told of, how soon by mail, and how far a message has come."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """Why somebody is told; the value is stored and stable."""

    REPLY = "reply"
    MENTION = "mention"
    FOLLOWED_THREAD = "followed-thread"
    CONTRIBUTOR_STORY = "contributor-story"
    DECISION = "decision"
    WARNING = "warning"
    APPEAL_ANSWERED = "appeal-answered"
    REPORT_OUTCOME = "report-outcome"
    REPHRASE = "rephrase"
    REPORTS_MISUSED = "reports-misused"


# Of these a reader is told by mail whatever they chose for the conversation, and also while they are suspended.
LETTERS = frozenset(
    {
        NoticeKind.DECISION,
        NoticeKind.WARNING,
        NoticeKind.APPEAL_ANSWERED,
        NoticeKind.REPORT_OUTCOME,
        NoticeKind.REPHRASE,
        NoticeKind.REPORTS_MISUSED,
    }
)


class Pace(StrEnum):
    """How soon a reader wants mail about the conversation."""

    NEVER = "never"
    AT_ONCE = "at-once"
    HOURLY = "hourly"
    DAILY = "daily"


class Channel(StrEnum):
    """How a message leaves the house."""

    MAIL = "mail"
    PUSH = "push"


class Progress(StrEnum):
    """How far a message has come. One found `sending` after a crash may have left already: it is `unsure`, never sent again."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"
    UNSURE = "unsure"
