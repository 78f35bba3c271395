"""The desk's words for codes: why a case is here, what was decided, how long ago."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.text import capfirst

from tertulia.moderation.actions import Action
from tertulia.moderation.card import Card
from tertulia.moderation.misuse import Counted
from tertulia.moderation.queue import Line, View
from tertulia.web.speech import gettext, ngettext, pgettext
from tertulia.web.words import number


def language_name(code: str) -> str:
    """What a language calls itself; its code, where the interface does not speak it."""
    return dict(settings.LANGUAGES).get(code, code)


def view_name(view: str) -> str:
    """What a view is called."""
    names = {
        "everything": gettext("Everything"),
        "urgent": gettext("Urgent"),
        "held": gettext("Held"),
        "reported": gettext("Reported"),
        "notices": gettext("Notices"),
        "appeals": gettext("Appeals"),
        "new-writers": gettext("New writers"),
        "edited": gettext("Edited"),
    }
    return names[view]


def reason_name(code: str) -> str:
    """Why the gate or a person held it."""
    names = {
        "threat": gettext("threat"),
        "banned-word": gettext("banned word"),
        "abuse": gettext("attack"),
        "spam": gettext("advertising"),
        "links": gettext("many links"),
        "newcomer": gettext("first response, doubtful"),
        "heated": gettext("heat in a quarrel"),
        "reports": gettext("held by reports"),
        "screening-failed": gettext("screening failed"),
        "thread-held": gettext("everything is held here"),
        "person": gettext("held by a colleague"),
        "imported": gettext("arrived held"),
        "edited": gettext("edited after it was let through"),
        "rephrased": gettext("put differently, as asked"),
        "hold-all": gettext("shield: everything is held"),
        "hold-new": gettext("shield: new writers are held"),
        "always-held": gettext("everything by this writer is held"),
    }
    return names.get(code, code)


def why(line: Line | Card) -> str:
    """One short line: why this is here."""
    parts = []
    if View.NOTICES in line.views:
        parts.append(gettext("notice of illegal content"))
    if View.APPEALS in line.views:
        parts.append(gettext("appeal"))
    if line.reason:
        parts.append(
            f"{reason_name(line.reason)} {line.p:.2f}" if line.p and line.reason == "abuse" else reason_name(line.reason)
        )
    if line.reports:
        parts.append(ngettext("%(count)s report", "%(count)s reports", line.reports) % {"count": number(line.reports)})
    return " · ".join(parts) or (gettext("reported") if View.REPORTED in line.views else gettext("being looked at"))


def action_done(action: str) -> str:
    """What was decided, as a past participle at the start of a line."""
    return capfirst(str(Action(action).label))


def verb(action: str) -> str:
    """What a button does."""
    names = {
        "hold": gettext("Hold"),
        "keep": gettext("Keep"),
        "release": gettext("Release"),
        "remove": gettext("Remove"),
        "restore": gettext("Restore"),
        "rephrase": gettext("Ask to rephrase"),
    }
    return names[action]


def shield_name(kind: str) -> str:
    """What a shield does."""
    names = {
        "hold-all": gettext("Hold everything"),
        "hold-new": gettext("Hold new writers"),
        "slow": gettext("Slow mode"),
        "sign-in": gettext("Only with an account"),
        "no-links": gettext("No links"),
    }
    return names[kind]


def thread_state(state: str) -> str:
    """Whether a thread takes responses."""
    names = {"open": gettext("Open"), "held": gettext("Everything new is held"), "closed": gettext("Closed")}
    return names.get(state, state)


def ago(then: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    passed = max(timedelta(0), now - then)
    minutes = int(passed.total_seconds() // 60)
    if minutes < 60:
        return pgettext("time passed", "%(count)s min") % {"count": number(minutes)}
    if minutes < 48 * 60:
        return pgettext("time passed", "%(count)s h") % {"count": number(minutes // 60)}
    return pgettext("time passed", "%(count)s d") % {"count": number(minutes // 1440)}


def signed(weight: float) -> str:
    """A weight with its sign, a true minus among digits."""
    return f"{weight:+.1f}".replace("-", "−")


def part(counted: Counted) -> str:
    """How many of how many, with the share."""
    of = {"against": number(counted.against), "all": number(counted.all), "share": number(round(100 * counted.share))}
    return gettext("%(against)s of %(all)s (%(share)s%%)") % of


def count(cases: int, up_to: int | None) -> str:
    """How many there are, or that there are more than anybody counted."""
    return f"{number(up_to)}+" if up_to and cases > up_to else str(number(cases))
