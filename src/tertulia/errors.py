"""Every error raised on purpose: one tree, each class with a stable code and an HTTP status.

A surface (page, API, command line) translates `Refused` once. `message` is one plain sentence for the person.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _


class TertuliaError(Exception):
    """Root of the tree."""


class Refused(TertuliaError):
    """What a person asked for is not done, and why. Nothing was written."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    message = _("This could not be done.")

    def __init__(self, message: str | None = None, *, field: str | None = None, retry_after: int | None = None):
        """`field`: the form field the reason belongs to. `retry_after`: seconds until it may work."""
        self.message = message or type(self).message
        self.field = field
        self.retry_after = retry_after
        super().__init__(self.code)  # the sentence is translated only when somebody reads it

    def __str__(self) -> str:
        return str(self.message)


class Malformed(Refused):
    code = "malformed"
    message = _("This request could not be read.")


class EmptyText(Refused):
    code = "empty-text"
    message = _("Write something first.")


class TextTooLong(Refused):
    code = "text-too-long"
    message = _("This is longer than a response may be.")


class NameMissing(Refused):
    code = "name-missing"
    message = _("Tell the others what to call you.")


class NameRefused(Refused):
    code = "name-refused"
    message = _("This name cannot be used.")


class EmailMissing(Refused):
    code = "email-missing"
    message = _("Give your e-mail: we send a link to it once. It is never shown.")


class EmailRefused(Refused):
    code = "email-refused"
    message = _("This is not an e-mail address that mail can be sent to.")


class LinkUsed(Refused):
    code = "link-used"
    status = 410
    message = _("This link was used already, or it is too old.")


class LooksAutomatic(Refused):
    code = "looks-automatic"
    status = 409
    message = _("This came faster than people write. Nothing is lost: send it once more.")


class NameTaken(Refused):
    code = "name-taken"
    message = _("Somebody here has this name, or one that looks like it. Choose another.")


class PictureRefused(Refused):
    code = "picture-refused"
    message = _("This is not a picture we can use: JPEG, PNG, GIF, WebP or AVIF, up to 5 megabytes and 40 million pixels.")


class UnknownCursor(Refused):
    code = "unknown-cursor"
    message = _("This link to a page of the thread is not one of ours.")


class UnknownOrder(Refused):
    code = "unknown-order"
    message = _("There is no such order of responses.")


class UnknownGround(Refused):
    code = "unknown-ground"
    message = _("Choose which rule or law this breaks.")


class UnknownAddress(Refused):
    code = "unknown-address"
    message = _("Give the address of the response or the page, as it stands on this site.")


class AddressNotListed(Refused):
    code = "address-not-listed"
    status = 403
    message = _("This server keeps no threads for pages of that site.")


class GoodFaithMissing(Refused):
    code = "good-faith-missing"
    message = _("Confirm that what you say is accurate and complete to the best of your knowledge.")


class AlreadyReported(Refused):
    code = "already-reported"
    status = 409
    message = _("You have reported this response already. A moderator will look at it.")


class AlreadyAppealed(Refused):
    code = "already-appealed"
    status = 409
    message = _("An appeal against this decision has been made already.")


class AppealOver(Refused):
    code = "appeal-over"
    status = 410
    message = _("The six months in which an appeal could be made are over.")


class NothingToAppeal(Refused):
    code = "nothing-to-appeal"
    status = 409
    message = _("There is no decision any more against which to appeal.")


class RulesUnfit(Refused):
    code = "rules-unfit"
    message = _("Every rule needs a short name of its own in small letters, and a title.")


class UnknownParent(Refused):
    code = "unknown-parent"
    message = _("The response you answer is not in this thread.")


class ParentGone(Refused):
    code = "parent-gone"
    status = 409
    message = _("The response you answer has been taken away meanwhile.")


class SignInNeeded(Refused):
    code = "sign-in-needed"
    status = 401
    message = _("Sign in first.")


class NotAllowed(Refused):
    code = "not-allowed"
    status = 403
    message = _("You may not do this.")


class SecondFactorNeeded(NotAllowed):
    code = "second-factor-needed"
    message = _("The newsroom asks its people for a second factor. Set one up in your account, then sign in with it.")


class CannotMerge(Refused):
    code = "cannot-merge"
    status = 409
    message = _("These two accounts cannot become one. An account with a role has to lose it first.")


class MembershipRefused(NotAllowed):
    code = "membership-refused"
    message = _("We could not recognise you by what the other site says. Go back there and try once more.")


class StaffStays(NotAllowed):
    code = "staff-stays"
    message = _("You belong to the newsroom: an administrator takes your roles away first.")


class Suspended(NotAllowed):
    code = "suspended"
    message = _("You may not post at present.")


class WarningUnread(NotAllowed):
    code = "warning-unread"
    message = _("A moderator has warned you. Read the warning and confirm that you have, then you can post again.")


class CoolingDown(NotAllowed):
    code = "cool-down"
    message = _("The two of you have a pause from each other in this thread. You can answer everybody else.")


class LinksShielded(NotAllowed):
    code = "no-links"
    message = _("Links are not taken in this thread at present. Send it again without them.")


class ReportsPaused(NotAllowed):
    code = "reports-paused"
    message = _("Many of your reports were about responses that are in order. You cannot report for a while.")


class OwnDecision(NotAllowed):
    code = "own-decision"
    message = _("Somebody other than whoever decided has to answer an appeal.")


class ThinkAgain(Refused):
    """The one nudge: nothing is stored yet, and the same text sent again with `nudged` is."""

    code = "think-again"
    status = 409
    message = _("Some of this may read as an attack. You can change it, or post it as it is.")

    def __init__(self, spans: tuple[tuple[int, int], ...] = ()):
        """`spans`: the places in the normalised text, half-open, in characters."""
        super().__init__(field="text")
        self.spans = spans


class ThreadClosed(NotAllowed):
    code = "thread-closed"
    message = _("This thread is closed. Nothing new can be added.")


class EditWindowOver(NotAllowed):
    code = "edit-window-over"
    message = _("This response can no longer be edited.")


class OwnResponse(NotAllowed):
    code = "own-response"
    message = _("This response is your own.")


class TokenExpired(NotAllowed):
    code = "form-expired"
    message = _("This form has expired. What you wrote is kept below: send it again.")


class NotFound(Refused):
    code = "not-found"
    status = 404
    message = _("There is nothing here.")


class MethodRefused(Refused):
    code = "method-not-allowed"
    status = 405
    message = _("This address does not answer to that method.")


class InFlight(Refused):
    code = "in-flight"
    status = 409
    message = _("The same request is being worked on. Ask again in a moment.")


class StateConflict(Refused):
    code = "state-conflict"
    status = 409
    message = _("Somebody else changed this meanwhile.")


class AlreadyDecided(StateConflict):
    """Another moderator was faster; the sentence names them and what they decided."""

    code = "already-decided"
    message = _("A colleague has decided this meanwhile.")

    def __init__(self, message: str | None = None, *, decision: int | None = None):
        """`decision`: the primary key of theirs."""
        super().__init__(message)
        self.decision = decision


class CaseTaken(StateConflict):
    """Another moderator has the case open; it can be taken over."""

    code = "case-taken"
    message = _("A colleague is looking at this case.")


class WordsChanged(StateConflict):
    """What a moderator read is not what stands there now."""

    code = "words-changed"
    message = _("Its author has changed the words meanwhile. Read them as they are now, and decide about those.")


class UndoOver(StateConflict):
    code = "undo-over"
    message = _("This can no longer be undone. Decide anew instead.")


class NoAccount(Refused):
    code = "no-account"
    message = _("Whoever wrote this has no account: only the response itself can be decided about.")


class NoNetwork(Refused):
    code = "no-network"
    message = _("Which network this came from is not known: its writer has an account, or it is older than seven days.")


class KeyReused(Refused):
    code = "key-reused"
    status = 422
    message = _("This idempotency key was used for something else.")


class TooMany(Refused):
    code = "too-many"
    status = 429
    message = _("That was a lot in a short time. Wait a little and send it again.")


class SlowMode(TooMany):
    code = "slow-mode"
    message = _("This thread is in slow mode. Wait a little and send it again.")


class BodyTooLarge(Refused):
    code = "body-too-large"
    status = 413
    message = _("This request is too large.")


class BodyTooSlow(Refused):
    code = "body-too-slow"
    status = 408
    message = _("This request took too long to arrive.")


class UnsupportedType(Refused):
    code = "unsupported-type"
    status = 415
    message = _("Send JSON with the content type application/json.")


class HostRefused(Refused):
    code = "host-refused"
    status = 400
    message = _("This server does not answer under that host name.")


class MailDown(Refused):
    code = "mail-down"
    status = 503
    message = _("No mail can be sent at the moment. Try again in a little while.")


class Overloaded(Refused):
    code = "overloaded"
    status = 503
    message = _("The server is busy. Try again in a moment.")


class CannotStore(Refused):
    code = "cannot-store"
    status = 503
    message = _("Nothing can be stored at the moment. Try again in a little while.")


class CannotStart(TertuliaError):
    """A command cannot do its work on this machine or with this data: one line, exit status 2."""


class SourceUnreadable(TertuliaError):
    """A file to import is not what it was said to be: one line, exit status 2, nothing written."""


def every_refusal() -> list[type[Refused]]:
    """All refusal classes, the root first, in the order they are defined."""
    found: list[type[Refused]] = [Refused]
    for kind in found:
        found.extend(sub for sub in kind.__subclasses__() if sub not in found)
    return found
