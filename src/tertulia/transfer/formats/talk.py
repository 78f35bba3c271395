"""Talk 4, as Coral was called before: its collections in the words of those that Coral has now.

Source: models/schema in Talk 4 (github.com/coralproject/talk). A body is plain text, or HTML in `metadata.richTextBody`.
"""

from __future__ import annotations

import re
from typing import Any

from tertulia.transfer.formats.values import Fields

SIGN = re.compile(
    rb'"(?:asset_id|body_history|lowercaseUsername|publication_date)"\s*:|"action_type"\s*:[^{}]{0,200}"item_type"\s*:'
)
_NAMES = {"asset_id": "storyID", "author_id": "authorID", "parent_id": "parentID", "created_at": "createdAt"}
_NAMES |= {"deleted_at": "deletedAt", "action_counts": "actionCounts"}
_NO_REACTIONS = {"flag", "dontagree"}


def renamed(each: Fields) -> Fields:
    """An object of any collection; one that Coral wrote is left as it is."""
    content = each.content
    if "asset_id" in content:
        return Fields(_comment(each))
    if "action_type" in content:
        return Fields(_action(each))
    if "url" in content and ("publication_date" in content or "scraped" in content) and "tenantID" not in content:
        return Fields(_story(each))
    if "profiles" in content and "tenantID" not in content:
        return Fields(_user(each))
    return each


def _comment(each: Fields) -> dict[str, Any]:
    rich = each.part("metadata").text("richTextBody")
    history = list(each.parts("body_history"))
    revisions = [{"text": one.text("body"), "createdAt": one.content.get("created_at")} for one in history[:-1]]
    last = {"createdAt": history[-1].content.get("created_at") if history else each.content.get("created_at")}
    revisions.append({**last, "body": rich} if rich else {**last, "text": each.text("body")})
    counts = each.part("action_counts")
    reactions = sum(counts.number(name) or 0 for name in counts.content if name.partition("_")[0] not in _NO_REACTIONS)
    said = {_NAMES.get(name, name): value for name, value in each.content.items() if name not in {"body", "body_history", "__v"}}
    return {
        **said,
        "status": "APPROVED" if each.text("status") == "ACCEPTED" else each.text("status"),
        "revisions": revisions,
        "actionCounts": {**counts.content, "REACTION": reactions},
        "tags": [_tag(tag) for tag in each.parts("tags")],
    }


def _tag(link: Fields) -> dict[str, Any]:
    return {
        "type": link.part("tag").text("name"),
        "createdBy": link.key("assigned_by"),
        "createdAt": link.content.get("created_at"),
    }


def _action(each: Fields) -> dict[str, Any]:
    is_on_comment = (each.text("item_type") or "").upper() == "COMMENTS"
    kind = (each.text("action_type") or "").upper()
    return {
        "commentID": each.key("item_id") if is_on_comment else None,
        "actionType": kind if kind.partition("_")[0].lower() in _NO_REACTIONS else "REACTION",
        "itemType": each.text("item_type"),
        "userID": each.key("user_id"),
        "reason": each.text("group_id"),
        "createdAt": each.content.get("created_at"),
    }


def _story(each: Fields) -> dict[str, Any]:
    told = {name: each.content.get(name) for name in ("title", "section", "author", "description", "image")}
    return {**each.content, "metadata": {**told, "publishedAt": each.content.get("publication_date")}}


def _user(each: Fields) -> dict[str, Any]:
    """The e-mail is the id of the account's local profile."""
    status = each.part("status")
    local = next((profile for profile in each.parts("profiles") if profile.text("provider") == "local"), Fields(None))
    return {
        "id": each.key("id"),
        "username": each.text("username"),
        "email": local.key("id"),
        "role": each.text("role"),
        "status": {"ban": {"active": status.part("banned").flag("status") or each.text("status") == "BANNED"}},
    }
