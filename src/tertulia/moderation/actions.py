"""What can be decided, and where the facts of a decision come from: the values that are stored, with their names."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Action(StrEnum):
    """What a decision does; the value is stored and stable."""

    HOLD = "hold"
    KEEP = "keep"
    RELEASE = "release"
    REMOVE = "remove"
    RESTORE = "restore"
    REPHRASE = "rephrase"
    WARN = "warn"
    SUSPEND = "suspend"
    ALWAYS_HOLD = "always-hold"
    HOLD_NETWORK = "hold-network"
    SHUT_NETWORK = "shut-network"
    CLOSE_THREAD = "close-thread"
    SLOW_THREAD = "slow-thread"
    COOL_DOWN = "cool-down"
    UNDO = "undo"


ACTIONS = [
    (Action.HOLD.value, _("held")),
    (Action.KEEP.value, _("kept")),
    (Action.RELEASE.value, _("released")),
    (Action.REMOVE.value, _("removed")),
    (Action.RESTORE.value, _("restored")),
    (Action.REPHRASE.value, _("asked to rephrase")),
    (Action.WARN.value, _("warned")),
    (Action.SUSPEND.value, _("suspended")),
    (Action.ALWAYS_HOLD.value, _("always held")),
    (Action.HOLD_NETWORK.value, _("network held")),
    (Action.SHUT_NETWORK.value, _("network shut out")),
    (Action.CLOSE_THREAD.value, _("thread closed")),
    (Action.SLOW_THREAD.value, _("thread slowed")),
    (Action.COOL_DOWN.value, _("cool-down")),
    (Action.UNDO.value, _("undone")),
]


class Source(StrEnum):
    """Where the facts of a decision come from, in the words of the law's statement of reasons."""

    OWN = "own"
    REPORT = "report"
    NOTICE = "notice"
    TRUSTED = "trusted"


SOURCES = [
    (Source.OWN.value, _("our own look")),
    (Source.REPORT.value, _("a report")),
    (Source.NOTICE.value, _("a notice of illegal content")),
    (Source.TRUSTED.value, _("a trusted flagger")),
]
