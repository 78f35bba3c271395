"""The map of what is kept about people: what, why, how long. Everything else about privacy is made from it.

The privacy page prints `TOPICS`; a reader's export takes from each table in `TABLES` what belongs to them; a test compares
`TABLES` with the models, so that no table and no field can be added without saying here what it holds.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing a person may ask about: what is kept, for what reason, until when."""

    title: Any
    what: Any
    why: Any
    until: Any


@dataclass(frozen=True, slots=True)
class Table:
    """One model. `personal` and `other` name all its fields; `person` is the lookup that leads to the reader it is about.

    What is `personal` is in the export of the reader found by `person`, and nothing else of the row is. A table without
    `person` holds nothing that a reader's export must have (it is empty of persons, or another topic says so).
    """

    topic: str
    personal: str = ""
    other: str = ""
    person: str = ""


TOPICS: dict[str, Topic] = {
    "account": Topic(
        _("Your account"),
        _("E-mail, name, language, password as a digest, when you came, when you last signed in, what roles you have."),
        _("You asked for an account, and cannot have one without."),
        _("Until you leave. An account that was never confirmed goes after seven days."),
    ),
    "responses": Topic(
        _("What you write"),
        _("Your responses with your name, what they said before you edited them, who answered whom."),
        _("You publish it here, to be read."),
        _("Until you erase it. The words of a response you withdraw go after thirty days, of one that was removed after a year."),
    ),
    "votes": Topic(
        _("Your votes"),
        _("Which responses you said add to the discussion, and which do not."),
        _("So that everybody votes once, and you can change your mind."),
        _("Until you leave: then the vote stays and nothing says whose it was."),
    ),
    "screening": Topic(
        _("What screening found"),
        _("For each response, how likely it is abuse or spam and which words said so. No text leaves this server for it."),
        _("To protect the discussion (legitimate interest). It may hold a response for a person to look at, no more."),
        _("As long as the words it is about."),
    ),
    "guests": Topic(
        _("Writing as a guest"),
        _("The name and the e-mail you give, and a digest of that e-mail."),
        _("To ask once whether the address is yours, to write to you about your responses, and to know you the next time."),
        _("Unconfirmed: seven days. The e-mail: six months after your latest response. Name and digest: until you erase them."),
    ),
    "notices": Topic(
        _("What you follow and are told"),
        _("What you follow, how often you want mail, notices in the page, mail and push messages that wait to be sent."),
        _("You asked for it, or a decision about your response has to be told to you."),
        _("Until you take it back or leave. Notices: a year. What was sent: thirty days."),
    ),
    "moderation": Topic(
        _("Decisions and reports"),
        _("Which response was reported, for what reason and by whom; who decided what about it; appeals; suspensions."),
        _("The law asks for reasons, appeals and a record (Digital Services Act)."),
        _("A year after the case is closed."),
    ),
    "networks": Topic(
        _("Network addresses"),
        _(
            "Never the address: a digest of it that changes every day, to count how often somebody posts or signs in, "
            "and to hold back abuse."
        ),
        _("To keep machines and floods out (legitimate interest)."),
        _("Seven days. Then the key is destroyed and nobody can find out any more whether an address was here."),
    ),
    "imports": Topic(
        _("What was brought along from elsewhere"),
        _("Responses imported from another system, with the names and identifiers that system gave."),
        _("So that conversations survive a move, and can be taken out again as they came."),
        _("Until they are erased on request."),
    ),
    "newsroom": Topic(
        _("Who works here"),
        _("Who of the newsroom wrote, changed and published which story; bylines; pictures with their credits."),
        _("Publishing, and answering for what was published."),
        _("As long as the story."),
    ),
    "technical": Topic(
        _("Technical records"),
        _("A log of what happened, in numbers without names or words; keys under which a request is not carried out twice."),
        _("So that nothing is lost or done twice."),
        _("Keys: two days. The log: as long as the site."),
    ),
    "nothing": Topic("", "", "", ""),  # tables without persons; not on the page
}

TABLES: dict[str, Table] = {
    "readers.Reader": Table(
        "account",
        "email name language joined_at last_login is_active is_staff is_superuser is_listed avatar leaves_at keeps_words",
        "password skeleton groups user_permissions",
        "pk",
    ),
    "readers.RoleGrant": Table("account", "role site section granted_at", "reader", "reader"),
    "readers.Token": Table("account", "label created_at", "reader digest", "reader"),
    "readers.Export": Table("account", "asked_at made_at", "reader file", "reader"),
    "readers.Session": Table("account", "device began_at seen_at expire_date", "reader session_key session_data", "reader"),
    "readers.Suspension": Table("moderation", "kind since until lifted_at", "reader guest pseudonym site decision", "reader"),
    "readers.Warned": Table("moderation", "at read_at withdrawn_at", "reader decision", "reader"),
    "readers.Spent": Table("technical", "key until"),
    "readers.Membership": Table("account", "subject badge", "reader", "reader"),
    "readers.DeadAddress": Table("technical", "key status since"),
    "readers.Ignored": Table("account", "other at", "reader", "reader"),
    "readers.Guest": Table("guests", "name email address language made_at confirmed_at"),
    "readers.Salt": Table("networks", "day secret"),
    "readers.Allowance": Table("networks", "key ends_at used"),
    "responses.Thread": Table("nothing", "", "site url title language story state visible declared version opened_at aged_at"),
    "responses.ThreadAddress": Table("nothing", "", "thread site url"),
    "responses.Response": Table(
        "responses",
        "thread parent state author_name text html posted_at edited_at badge up down",
        "root depth place branch_no replies last_no listed author guest renderer featured_at featured_by lifts replied top "
        "active avatar forget_at asked_at reinstated_at came_up came_down",
        "author",
    ),
    "responses.Revision": Table("responses", "response text html written_at", "renderer", "response__author"),
    "responses.Mention": Table("notices", "response", "reader", "reader"),
    "responses.Shield": Table("moderation", "until", "site thread kind minutes set_at set_by"),
    "responses.CoolDown": Table("moderation", "thread until", "one other", "one"),
    "responses.Vote": Table("votes", "response value at", "reader thread weight", "reader"),
    "responses.Screening": Table("screening", "response at state reason urgent p record", "", "response__author"),
    "responses.SentFrom": Table("networks", "response day", "pseudonym", "response__author"),
    "responses.AnsweredKey": Table("technical", "response at", "key payload", "response__author"),
    "events.Event": Table("technical", "kind story thread response decision at", "reader due_at handled_at tries", ""),
    "notifications.Preference": Table("notices", "pace bounced_at bounced_email keeps_marks", "reader feed", "reader"),
    "notifications.Follow": Table("notices", "pace language confirmed_at thread contributor at email", "reader", "reader"),
    "notifications.Notice": Table("notices", "kind response thread story path at read_at", "reader event", "reader"),
    "notifications.Outgoing": Table(
        "notices",
        "kind channel response thread story path at due_at progress",
        "event reader follow subscription tries batch moved_at",
        "reader",
    ),
    "notifications.Subscription": Table("notices", "endpoint device at", "reader key secret", "reader"),
    "notifications.Mark": Table("notices", "thread place", "reader", "reader"),
    "moderation.Case": Table(
        "moderation",
        "response opened_at closed_at reason ground p",
        "thread site section language author is_held is_reported is_urgent is_notice is_appeal is_new_writer is_edited rule "
        "reports fingerprint harm reach rank prepared claimed_by claimed_until version",
        "author",
    ),
    "moderation.Decision": Table(
        "moderation",
        "response thread action before after reason ground rule_version source automated_detection automated_decision p until "
        "text at",
        "case site author moderator waited undoes note",
        "author",
    ),
    "moderation.Lesson": Table("moderation", "moved", "decision"),
    "moderation.Note": Table("moderation", "text at", "reader moderator", "reader"),
    "moderation.Report": Table(
        "moderation",
        "response ground text language at outcome settled_at",
        "thread site reporter network rule_version weight decision",
        "reporter",
    ),
    "moderation.ReportMisuse": Table("moderation", "kind settled rejected at until", "reader", "reader"),
    "moderation.LegalNotice": Table(
        "moderation",
        "name email explanation",
        "reference site url response thread ground good_faith language trusted at due_at outcome decision answer decided_by "
        "decided_at receipt_at told_at",
    ),
    "moderation.TrustedFlagger": Table("moderation", "since", "reader marked_by", "reader"),
    "moderation.Statement": Table(
        "moderation",
        "response ground rule_version decision_visibility decision_provision decision_account decision_ground decision_facts "
        "illegal_content_legal_ground illegal_content_explanation incompatible_content_ground incompatible_content_explanation "
        "category application_date source_type automated_detection automated_decision puid at until",
        "decision site thread reader guest language content_type content_date content_language "
        "end_date_visibility_restriction end_date_account_restriction end_date_service_restriction",
        "reader",
    ),
    "moderation.Appeal": Table(
        "moderation",
        "response text at due_at reverses answer answered_at told_at",
        "statement report notice against site reader answered_by decision",
        "reader",
    ),
    "moderation.CannedReason": Table("nothing", "", "site language action ground title text"),
    "moderation.Quarrel": Table("moderation", "thread turns latest_at", "one other heat", "one"),
    "moderation.Waiting": Table("nothing", "", "site section views cases"),
    "transfer.Run": Table("imports", "", "source files started_at ended_at report state choices done share reason"),
    "transfer.StoryOrigin": Table("imports", "", "external_id thread story plain_page content_hash local_mark lacking line"),
    "transfer.Origin": Table(
        "imports",
        "line external_id",
        "response thread parent content_hash local_hash linked person anchor claim",
        "response__author",
    ),
    "transfer.Writer": Table("imports", "external_id address"),
    "transfer.Picture": Table("nothing", "", "digest url sha256 image"),
    "transfer.Kept": Table("imports", "line", "digest content_hash type about placed_at vote"),
    "delivery.Installation": Table("nothing", "", "fingerprint version"),
    "house.Policy": Table(
        "nothing",
        "",
        "site section story is_on nudge_at hold_at urgent_at spam_at newcomer_hold_at heated_hold_at links_at on_failure slow_ms",
    ),
    "house.WordRule": Table("nothing", "", "site pattern effect prefix note"),
    "house.RulesVersion": Table("nothing", "", "number"),
    "house.Rulebook": Table("nothing", "", "site version published_at editor preambles contact clauses"),
    "house.Learned": Table("nothing", "", "community weights before updated_at"),
    "house.Tally": Table("nothing", "", "site day name count"),
}

# Rooms whose tables hold stories and the work of the newsroom: named whole, because Wagtail's pages bring thirty fields each.
ROOMS_OF_THE_NEWSROOM = ("stories",)

# Tables of the packages we use: by package, the topic under which what they keep is told.
PACKAGES: dict[str, str] = {
    "account": "account",
    "admin": "newsroom",
    "auth": "account",
    "contenttypes": "nothing",
    "mfa": "account",
    "sessions": "account",
    "socialaccount": "account",
    "taggit": "nothing",
    "wagtailadmin": "newsroom",
    "wagtailcore": "newsroom",
    "wagtaildocs": "newsroom",
    "wagtailembeds": "nothing",
    "wagtailimages": "newsroom",
    "wagtailredirects": "nothing",
    "wagtailsearch": "nothing",
    "wagtailusers": "newsroom",
}


def told() -> list[Topic]:
    """The topics in the order of the page."""
    return [topic for name, topic in TOPICS.items() if name != "nothing"]
