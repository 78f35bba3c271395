from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.errors import (
    AlreadyReported,
    EmptyText,
    NotFound,
    OwnResponse,
    ReportsPaused,
    TextTooLong,
    TooMany,
    UnknownGround,
)
from tertulia.moderation.deciding import hold_response
from tertulia.moderation.misuse import Counted, count_illegal, count_reports, next_step
from tertulia.moderation.models import Case, Decision, MisuseKind, Outcome, Report, ReportMisuse
from tertulia.moderation.papers import reports_of
from tertulia.moderation.weighing import Standing
from tertulia.notifications.models import Notice
from tertulia.options import options
from tertulia.responses.models import Response, State, Thread
from tertulia.responses.withdrawing import withdraw_response
from tests.moderation.papers import catch_up, decide, newcomer, post, regular, report


@pytest.fixture
def response(thread, reader):
    return post(thread, reader)


def state_of(response):
    return Response.objects.get(pk=response.pk).state


def test_anybody_may_report_once_with_or_without_an_account(response, other_reader):
    report(response, other_reader, text="  He means me. ")
    report(response, None, network="a" * 32)
    for again in ({"reporter": other_reader}, {"reporter": None, "network": "a" * 32}):
        with pytest.raises(AlreadyReported):
            report(response, again.pop("reporter"), **again)
    report(response, None, network="b" * 32)
    case = Case.objects.get(response=response)
    assert (case.is_reported, case.reports, case.ground, case.is_held) == (True, 3, "house:insult", False)
    assert [line.text for line in reports_of(response.pk)] == ["He means me.", "", ""]
    assert state_of(response) == State.VISIBLE


def test_nonsense_is_refused_and_nothing_is_stored(response, reader, other_reader):
    for error, given in [
        (UnknownGround, {"ground": ""}),
        (UnknownGround, {"ground": "house:soup"}),
        (EmptyText, {"ground": "other", "text": " \0 "}),
        (TextTooLong, {"ground": "insult", "text": "x" * 2001}),
    ]:
        with pytest.raises(error):
            report(response, other_reader, **given)
    with pytest.raises(OwnResponse):
        report(response, reader)
    response.pk = 2**63
    with pytest.raises(NotFound):
        report(response, other_reader)
    assert not Report.objects.exists()
    assert not Case.objects.exists()


def test_what_cannot_be_seen_cannot_be_reported(response, other_reader, moderator):
    hold_response(response=response.pk, moderator=moderator)
    with pytest.raises(NotFound):
        report(response, other_reader)


def test_three_readers_in_good_standing_hold_a_response(response, thread):
    for number in range(2):
        report(response, regular(number, thread))
        assert state_of(response) == State.VISIBLE
    report(response, regular(2, thread), ground="house:hate")
    assert state_of(response) == State.HELD
    assert Thread.objects.get().visible == 3
    case, held = Case.objects.get(closed_at=None), Decision.objects.get()
    assert (case.is_held, case.is_reported, case.reports) == (True, True, 3)
    assert (held.moderator, held.action, held.reason, held.source, held.ground) == (
        None,
        "hold",
        "reports",
        "report",
        "house:insult",
    )
    assert (held.automated_decision, held.automated_detection) == (True, False)
    catch_up()
    case.refresh_from_db()
    assert case.reason == "reports"


def test_forty_throwaways_hold_nothing_and_one_whose_word_counts_is_not_enough(response, thread):
    for number in range(40):
        report(response, newcomer(number))
    report(response, regular(1, thread))
    assert (state_of(response), Case.objects.get().reports) == (State.VISIBLE, 41)


def test_what_a_moderator_has_kept_is_not_held_by_reports_again(response, thread, moderator):
    report(response, regular(0, thread))
    decide(response, moderator, "keep")
    for number in range(1, 5):
        report(response, regular(number, thread))
    assert state_of(response) == State.VISIBLE
    assert Case.objects.get(closed_at=None).is_reported


def test_a_decision_settles_the_reports_and_tells_the_reporters(response, thread, moderator, other_reader):
    report(response, other_reader)
    report(response, None, network="a" * 32)
    removed = decide(response, moderator, "remove", ground="house:insult")
    assert set(Report.objects.values_list("outcome", "decision")) == {("upheld", removed.pk)}
    told = Notice.objects.get(reader=other_reader)
    assert (told.kind, told.path.startswith("/legal/reports/")) == ("report-outcome", True)


def test_reports_turn_round_with_a_later_decision(response, moderator, other_reader):
    report(response, other_reader)
    decide(response, moderator, "remove")
    decide(response, moderator, "restore")
    assert Report.objects.get().outcome == Outcome.REJECTED
    assert Notice.objects.filter(reader=other_reader).count() == 2


def test_a_decision_that_was_undone_settles_nothing(response, moderator, other_reader):
    from tertulia.moderation.deciding import remove_response
    from tertulia.moderation.undoing import undo_decision

    report(response, other_reader)
    remove_response(response=response.pk, moderator=moderator)
    undo_decision(decision=Decision.objects.get().pk, moderator=moderator)
    catch_up()
    assert Report.objects.get().outcome == Outcome.OPEN


def test_what_its_author_takes_back_is_gone_before_a_decision(response, reader, other_reader):
    report(response, other_reader)
    withdraw_response(response=response.pk, author=reader)
    catch_up()
    assert Report.objects.get().outcome == Outcome.GONE


def test_reporting_has_limits(thread, reader, other_reader, monkeypatch):
    monkeypatch.setattr(options, "reports", 2)
    for number in range(2):
        report(post(thread, reader, f"Word {number}."), other_reader)
    with pytest.raises(TooMany):
        report(post(thread, reader, "One more."), other_reader)


@pytest.mark.parametrize(
    ("all", "against", "is_warned", "step"),
    [
        (4, 4, False, None),
        (5, 5, False, MisuseKind.WARNING),
        (7, 5, False, None),
        (10, 8, False, MisuseKind.WARNING),
        (5, 5, True, MisuseKind.PAUSE),
        (9, 5, True, None),
    ],
)
def test_misuse_is_judged_by_number_and_share(all, against, is_warned, step):
    assert next_step(Counted(all, against), is_warned=is_warned) == step


def test_unfounded_reports_lead_to_a_warning_then_to_a_pause_that_ends(thread, reader, other_reader, moderator, monkeypatch):
    monkeypatch.setattr(options, "reader_posts", 100)
    for number in range(10):
        written = post(thread, reader, f"Harmless words about rope number {number}.")
        report(written, other_reader)
        decide(written, moderator, "keep")
        steps = list(ReportMisuse.objects.order_by("id").values_list("kind", "settled", "rejected"))
        assert steps == [("warning", 5, 5)] * (number >= 4) + [("pause", 5, 5)] * (number >= 9)
    assert Notice.objects.filter(reader=other_reader, kind="reports-misused", path="/legal/reports/").count() == 2
    written = post(thread, reader, "More harmless words.")
    with pytest.raises(ReportsPaused):
        report(written, other_reader)
    report(written, other_reader, now=timezone.now() + timedelta(days=31))
    counted = count_reports(other_reader.pk)
    assert (counted.all, counted.against, counted.share) == (10, 10, 1.0)


def test_who_posts_what_is_illegal_is_counted_absolutely_and_as_a_share(thread, reader, moderator):
    illegal = post(thread, reader, "Words that a court would not like.")
    kept = post(thread, reader, "Words that are fine.")
    decide(illegal, moderator, "remove", ground="law:speech")
    decide(kept, moderator, "keep")
    counted = count_illegal(reader.pk)
    assert (counted.all, counted.against, counted.share) == (2, 1, 0.5)
    decide(illegal, moderator, "restore")
    assert count_illegal(reader.pk).against == 0


def test_the_standing_of_a_reporter_comes_from_what_was_decided(thread, reader, moderator):
    from tertulia.moderation.reporting import standing_of

    person = regular(1, thread)
    for number, action in enumerate(["remove", "remove", "keep"]):
        written = post(thread, reader, f"Word number {number}.")
        report(written, person)
        decide(written, moderator, action)
    assert standing_of([person.pk, 10**9], now=timezone.now()) == [Standing(2, 1, 400, 1), Standing()]
