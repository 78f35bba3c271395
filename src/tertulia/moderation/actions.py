"""What can be decided, and where the facts of a decision come from: the values that are stored, with their names."""

from django.utils.translation import gettext_lazy as _

from tertulia.moderation.named import Named


class Action(Named):
    """What a decision does; the value is stored and stable."""

    HOLD = "hold", _("held")
    KEEP = "keep", _("kept")
    RELEASE = "release", _("released")
    REMOVE = "remove", _("removed")
    RESTORE = "restore", _("restored")
    ERASE = "erase", _("erased")
    REPHRASE = "rephrase", _("asked to rephrase")
    WARN = "warn", _("warned")
    SUSPEND = "suspend", _("suspended")
    ALWAYS_HOLD = "always-hold", _("always held")
    HOLD_NETWORK = "hold-network", _("network held")
    SHUT_NETWORK = "shut-network", _("network shut out")
    CLOSE_THREAD = "close-thread", _("thread closed")
    SLOW_THREAD = "slow-thread", _("thread slowed")
    COOL_DOWN = "cool-down", _("cool-down")
    UNDO = "undo", _("undone")


class Source(Named):
    """Where the facts of a decision come from, in the words of the law's statement of reasons."""

    OWN = "own", _("our own look")
    REPORT = "report", _("a report")
    NOTICE = "notice", _("a notice of illegal content")
    TRUSTED = "trusted", _("a trusted flagger")
