"""Statuses as Mastodon's own API gives them (`/api/v1/statuses/ID/context`, lists), in the words of ActivityStreams.

Source: https://docs.joinmastodon.org/entities/Status/. They name what they answer by a number; other servers' ids are addresses.
"""

from __future__ import annotations

from typing import Any

_TO_ALL = {"public", "unlisted"}
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def statuses_as_notes(content: list[Any]) -> list[Any]:
    """The values of a file; where they are statuses, or the context of one, as notes, else as they are."""
    found: list[Any] = []
    for value in content:
        if isinstance(value, dict) and isinstance(value.get("descendants"), list):
            before, after = _listed(value.get("ancestors")), _listed(value["descendants"])
            asked = after[0].get("in_reply_to_id") if after and not before and isinstance(after[0], dict) else None
            found.append(_notes([*before, *after], asked))
        elif isinstance(value, list) and any(_is_status(each) for each in value):
            found.append(_notes(value, None))
        else:
            found.append(_note(value, {}, None) if _is_status(value) else value)
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_status(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("account"), dict) and "in_reply_to_id" in value


def _notes(statuses: list[Any], asked: Any) -> list[Any]:
    """`asked`: the number of the status whose context it is, which is not among them: what answers it stands at the top."""
    known = {each["id"]: _address(each) for each in statuses if _is_status(each) and isinstance(each.get("id"), str)}
    return [_note(each, known, asked) if _is_status(each) else each for each in statuses]


def _address(status: dict[str, Any]) -> Any:
    return status.get("uri") or status.get("url") or status.get("id")


def _note(status: dict[str, Any], known: dict[str, Any], asked: Any) -> dict[str, Any] | None:
    if status.get("reblog"):
        return None  # somebody else's words once more
    account, answered = status["account"], status.get("in_reply_to_id")
    is_for_all = status.get("visibility", "public") in _TO_ALL
    return {
        "type": "Note",
        "id": _address(status),
        "url": status.get("url"),
        "inReplyTo": None if answered is None or answered == asked else known.get(str(answered), f"mastodon:{answered}"),
        "published": status.get("created_at"),
        "updated": status.get("edited_at"),
        "content": status.get("content"),
        "summary": status.get("spoiler_text"),
        "sensitive": status.get("sensitive"),
        "to": [_PUBLIC] if is_for_all else [],
        "likes": {"totalItems": status.get("favourites_count")},
        "attributedTo": {"name": account.get("display_name") or account.get("username"), "url": account.get("url")},
        "attachment": [
            {"url": each.get("url"), "name": each.get("description")}
            for each in _listed(status.get("media_attachments"))
            if isinstance(each, dict)
        ],
    }
