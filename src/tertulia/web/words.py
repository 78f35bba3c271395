"""Sentences with numbers, names or states in them, in every plural form of the page's language."""

from datetime import timedelta
from functools import lru_cache

from django.utils.formats import number_format
from markupsafe import Markup, escape

from tertulia.web.speech import gettext, interface_language, ngettext, pgettext


def number(value: int) -> str:
    """A number with the separators of the active language."""
    return str(number_format(value, force_grouping=True))


def response_count(count: int) -> str:
    """The words `32 responses` in the active language."""
    return ngettext("%(count)s response", "%(count)s responses", count) % {"count": number(count)}


def vote_count(count: int) -> str:
    """How many readers voted, to stand beside the word they chose; nothing for nobody."""
    return number(count) if count else ""


def votes_said(up: int, down: int) -> str:
    """`3 readers say it adds to the discussion, 1 says it doesn't.`"""
    adds = ngettext(
        "%(count)s reader says that it adds to the discussion", "%(count)s readers say that it adds to the discussion", up
    )
    does_not = ngettext("%(count)s that it doesn't", "%(count)s that it doesn't", down)
    return gettext("%(adds)s, %(does_not)s.") % {
        "adds": adds % {"count": number(up)},
        "does_not": does_not % {"count": number(down)},
    }


def found_to_add(votes: int) -> str:
    """How often readers said that what somebody wrote adds to the discussion."""
    words = ngettext("%(count)s time found to add to the discussion", "%(count)s times found to add to the discussion", votes)
    return words % {"count": number(votes)}


def role_name(role: str) -> str:
    """What somebody of the newsroom is called beside their name."""
    if role == "editor":
        return gettext("editor")
    return gettext("moderator") if role in ("moderator", "senior-moderator") else gettext("newsroom")


def story_count(count: int) -> str:
    """The words `8 stories` in the active language."""
    return ngettext("%(count)s story", "%(count)s stories", count) % {"count": number(count)}


def leaving_days(days: int) -> str:
    """What happens when somebody leaves."""
    words = ngettext(
        "Leaving takes %(count)s day, in which you can change your mind.",
        "Leaving takes %(count)s days, in which you can change your mind.",
        days,
    )
    return words % {"count": number(days)}


def link_days(days: int) -> str:
    """How long a link in a letter is good."""
    words = ngettext("The link is good for %(count)s day.", "The link is good for %(count)s days.", days)
    return words % {"count": number(days)}


def passkey_count(count: int) -> str:
    """The words `2 passkeys.`"""
    return ngettext("%(count)s passkey.", "%(count)s passkeys.", count) % {"count": number(count)}


def code_count(left: int) -> str:
    """How many recovery codes have not been used."""
    return ngettext("%(count)s code is left.", "%(count)s codes are left.", left) % {"count": number(left)}


def thread_heading(count: int, title: str) -> str:
    """The words `32 responses to “headline”`."""
    words = ngettext("%(count)s response to “%(title)s”", "%(count)s responses to “%(title)s”", count)
    return words % {"count": number(count), "title": title}


def next_responses(left: int | None, most: int) -> str:
    """What the link to the next page says. `left`: how many follow, None if unknown; `most`: how many a page holds."""
    if left is None or left < 1:
        return gettext("Show more responses")
    if left <= most:
        return ngettext("Show the next %(count)s response", "Show the next %(count)s responses", left) % {"count": number(left)}
    return ngettext("Show more: %(count)s response follows", "Show more: %(count)s responses follow", left) % {
        "count": number(left)
    }


def more_replies(left: int | None) -> str:
    """What the link to the rest of a branch says; `left` is None if unknown."""
    if left is None or left < 1:
        return gettext("More replies in this branch")
    words = ngettext("%(count)s more reply in this branch", "%(count)s more replies in this branch", left)
    return words % {"count": number(left)}


def fold_line(count: int, between: tuple[str, str] | None) -> Markup:
    """The line that stands for folded replies: `9 more replies between A and B`."""
    if between is None:
        return escape(ngettext("%(count)s more reply", "%(count)s more replies", count)) % {"count": number(count)}
    words = ngettext(
        "%(count)s more reply between %(one)s and %(other)s", "%(count)s more replies between %(one)s and %(other)s", count
    )
    return escape(words) % {"count": number(count), "one": isolated(between[0]), "other": isolated(between[1])}


def isolated(name: str) -> Markup:
    """A name that carries its own direction and does not disturb what stands beside it."""
    return Markup("<bdi>{}</bdi>").format(name)


def in_reply_to(name: str) -> Markup:
    """The words `in reply to NAME`; an empty name is unknown."""
    return _in_reply_to(name, interface_language())


@lru_cache(maxsize=1024)
def _in_reply_to(name: str, language: str) -> Markup:
    return escape(gettext("in reply to %(name)s")) % {"name": isolated(name or gettext("Anonymous"))}


def reply_to(name: str) -> Markup:
    """The words `Reply to NAME`, for who hears a link without what stands around it; they begin or end with `Reply`."""
    return _reply_to(name, interface_language())


@lru_cache(maxsize=1024)
def _reply_to(name: str, language: str) -> Markup:
    return escape(gettext("Reply to %(name)s")) % {"name": name or gettext("Anonymous")}


def byline(names: list[Markup]) -> Markup:
    """`By A, B and C`; the names are HTML already."""
    if len(names) < 2:
        joined = Markup("").join(names)
    else:
        head = escape(pgettext("between names", ", ")).join(names[:-1])
        joined = escape(pgettext("names", "%(names)s and %(last)s")) % {"names": head, "last": names[-1]}
    return escape(pgettext("byline", "By %(names)s")) % {"names": joined}


def marker(state: str) -> str:
    """The sentence that stands where a response is not shown; `state` as in responses/models.py."""
    return {
        "removed": gettext("Removed by a moderator."),
        "withdrawn": gettext("Withdrawn by its author."),
        "erased": gettext("Erased: the words and the name are gone."),
        "missing": gettext("The response answered here is missing: it did not come with the import."),
        "held": gettext("A moderator looks at this response first."),
        "unproven": gettext("Its author has not confirmed their address yet."),
    }.get(state) or gettext("This response is not shown.")


def badge_name(badge: str) -> str:
    """As whom of the newsroom somebody writes."""
    return gettext("Moderator") if badge == "moderator" else gettext("Editor")


def featured_by(name: str, *, pinned: bool) -> Markup:
    """Why a response stands above the others; `name` is of who chose it, "" if that is not known."""
    if pinned:
        return escape(gettext("From the newsroom"))
    if not name:
        return escape(gettext("Chosen by the newsroom"))
    return escape(gettext("Chosen by %(name)s")) % {"name": isolated(name)}


def pace_name(pace: str) -> str:
    """How often somebody wants mail."""
    return {
        "never": gettext("Never"),
        "at-once": gettext("At once"),
        "hourly": gettext("Every hour, what came in"),
    }.get(pace) or gettext("Once a day, what came in")


def order_names() -> dict[str, str]:
    """What the orders of responses are called."""
    return {
        "oldest": pgettext("order", "Oldest"),
        "newest": pgettext("order", "Newest"),
        "top": pgettext("order", "Top"),
        "active": pgettext("order", "Active"),
        "common-ground": pgettext("order", "Common ground"),
    }


def report_outcome(outcome: str) -> str:
    """What became of a report; `outcome` as in moderation/law_models.py."""
    return {
        "": gettext("Thank you. A moderator will look at it."),
        "upheld": gettext("You were right: we have taken the response away or asked for other words."),
        "rejected": gettext("We have looked at it and left it as it is: it breaks neither a rule of the house nor the law."),
        "gone": gettext("Its author took the response back before we decided."),
    }[outcome]


def notice_outcome(outcome: str) -> str:
    """What was decided about a notice of illegal content."""
    return {
        "": gettext("We have received your notice. A person will look at it."),
        "upheld": gettext("We have looked at it: you were right, and it is not shown any more."),
        "rejected": gettext("We have looked at it and did not find that it is illegal. It stays."),
        "gone": gettext("It was taken away by its author before we decided."),
    }[outcome]


def reports_counted(count: int, against: int) -> str:
    """`12 reports decided, 3 of them turned down.`"""
    words = ngettext(
        "%(count)s report decided, %(against)s turned down.", "%(count)s reports decided, %(against)s turned down.", count
    )
    return words % {"count": number(count), "against": number(against)}


def restriction(action: str) -> str:
    """What a decision does to whoever it restricts; `action` as in moderation/models.py."""
    return {
        "hold": gettext("Your response is held: nobody else can see it until a person has looked."),
        "rephrase": gettext("Your response is held until you have put it in other words."),
        "remove": gettext("Your response has been removed."),
        "erase": gettext("Your response has been erased for good."),
        "suspend": gettext("You may not post for a while."),
        "always-hold": gettext("Everything you write waits for a moderator first."),
        "hold-network": gettext("What is sent from your network without an account waits for a moderator first, for some days."),
        "shut-network": gettext("Nothing can be posted from your network without an account for some days."),
        "cool-down": gettext("You and another reader cannot answer each other in this thread for a while."),
    }.get(action) or gettext("A decision restricts you.")


def lasts(action: str) -> str:
    """How long a restriction without a date lasts."""
    return {
        "hold": gettext("Until a person has looked"),
        "rephrase": gettext("Until it has been edited and looked at again"),
        "erase": gettext("For good: it cannot be brought back, you may write it anew if an appeal is granted"),
    }.get(action) or gettext("For good, unless an appeal is granted")


def source_said(source: str) -> str:
    """From whom a decision's facts come; `source` as in the Commission's schema."""
    return {
        "ARTICLE_16": gettext("From a notice of illegal content."),
        "TRUSTED_FLAGGER": gettext("From a trusted flagger."),
        "TYPE_OTHER_NOTIFICATION": gettext("From reports by readers."),
    }.get(source) or gettext("By our own look.")


def time_left(left: timedelta) -> str:
    """How long until something is due, or that it is late."""
    hours = int(left.total_seconds() // 3600)
    if hours < 0:
        return gettext("Late")
    if hours < 48:
        return ngettext("%(count)s hour left", "%(count)s hours left", hours) % {"count": number(hours)}
    return ngettext("%(count)s day left", "%(count)s days left", hours // 24) % {"count": number(hours // 24)}


def appellant(about: str) -> str:
    """Who appeals; `about` as in moderation/papers.py."""
    return {
        "statement": gettext("The author of what was restricted"),
        "report": gettext("A reader whose report was turned down"),
        "notice": gettext("Somebody whose notice was turned down"),
    }[about]
