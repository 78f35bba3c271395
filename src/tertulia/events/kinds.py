"""The kinds of things that happen. Each is handled in `delivery/handlers.py`."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened; the value is stored and stable."""

    STORY_PUBLISHED = "story.published"
    STORY_UNPUBLISHED = "story.unpublished"
    THREAD_OPENED = "thread.opened"
    THREAD_STATE_SET = "thread.state-set"
    RESPONSE_POSTED = "response.posted"
    RESPONSE_HELD = "response.held"
    RESPONSE_UNPROVEN = "response.unproven"
    RESPONSE_RELEASED = "response.released"
    RESPONSE_EDITED = "response.edited"
    RESPONSE_WITHDRAWN = "response.withdrawn"
    RESPONSE_REMOVED = "response.removed"
    RESPONSE_RESTORED = "response.restored"
    RESPONSE_VOTED = "response.voted"
    RESPONSE_FEATURED = "response.featured"
    RESPONSE_ERASED = "response.erased"
    GUEST_JOINED = "guest.joined"
    CONVERSATION_IMPORTED = "conversation.imported"
    ROLE_GRANTED = "role.granted"
    ROLE_WITHDRAWN = "role.withdrawn"
    RULEBOOK_PUBLISHED = "rulebook.published"
    CASE_CHANGED = "case.changed"
    DECISION_MADE = "decision.made"
    READER_WARNED = "reader.warned"
    READER_SUSPENDED = "reader.suspended"
    SHIELD_SET = "shield.set"
