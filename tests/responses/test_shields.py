"""Shields, sanctions and pauses stand in every way to write."""

from datetime import timedelta

import pytest

from tertulia.errors import CoolingDown, LinksShielded, NotAllowed, SignInNeeded, SlowMode, Suspended, WarningUnread
from tertulia.readers import standing
from tertulia.readers.models import SuspensionKind
from tertulia.responses.editing import edit_response
from tertulia.responses.kinds import ShieldKind
from tertulia.responses.models import CoolDown, State, Thread
from tertulia.responses.posting import post_response
from tertulia.responses.shields import lower_shield, set_shield, shields_of


@pytest.fixture
def write(thread, now):
    """Posts to the thread as somebody at a time."""

    def post(author, text="A calm word.", parent=None, at=now, **more):
        return post_response(thread=thread.pk, author=author, text=text, parent=parent, now=at, **more).response

    return post


@pytest.fixture
def shield(thread, moderator, now):
    """Puts a shield up for an hour."""

    def put(kind, **more):
        where = {"thread": thread.pk, **more}
        set_shield(moderator=moderator, kind=kind, until=now + timedelta(hours=1), now=now, **where)

    return put


@pytest.mark.parametrize("where", [{}, {"thread": None}], ids=["thread", "site"])
def test_everything_is_held_until_the_shield_ends(write, shield, reader, now, where):
    shield(ShieldKind.HOLD_ALL, **where)
    assert write(reader).state == State.HELD
    assert write(reader, at=now + timedelta(hours=2)).state == State.VISIBLE


def test_new_writers_are_held_and_regulars_are_not(write, shield, reader, other_reader):
    write(reader)
    shield(ShieldKind.HOLD_NEW)
    assert (write(reader).state, write(other_reader).state) == (State.VISIBLE, State.HELD)
    assert write(None, name="Gil").state == State.HELD


def test_slow_mode_gives_everybody_a_turn_in_so_many_minutes(write, shield, reader, other_reader, now):
    shield(ShieldKind.SLOW, minutes=5)
    write(reader)
    with pytest.raises(SlowMode) as refused:
        write(reader, at=now + timedelta(minutes=3))
    assert refused.value.retry_after == 120
    write(other_reader, at=now + timedelta(minutes=3))
    write(None, name="Gil", network="n1", at=now + timedelta(minutes=3))
    with pytest.raises(SlowMode):
        write(None, name="Other name", network="n1", at=now + timedelta(minutes=4))
    write(reader, at=now + timedelta(minutes=5))


def test_guests_stay_out_while_it_is_for_accounts_only(write, shield, reader):
    shield(ShieldKind.SIGN_IN)
    with pytest.raises(SignInNeeded):
        write(None, name="Gil")
    assert write(reader).state == State.VISIBLE


def test_links_are_refused_when_posting_and_when_editing(write, shield, reader, now):
    own = write(reader)
    shield(ShieldKind.NO_LINKS)
    with pytest.raises(LinksShielded):
        write(reader, "See https://elsewhere.example")
    with pytest.raises(LinksShielded):
        edit_response(response=own.pk, author=reader, text="See www.elsewhere.example", now=now)


def test_an_edit_is_held_like_everything_else(write, shield, reader, now):
    own = write(reader)
    shield(ShieldKind.HOLD_ALL)
    assert edit_response(response=own.pk, author=reader, text="Another calm word.", now=now).state == State.HELD
    assert Thread.objects.get().visible == 0


def test_whoever_is_suspended_neither_posts_nor_edits(write, reader, now):
    own = write(reader)
    standing.suspend(reader=reader.pk, kind=SuspensionKind.POST, until=now + timedelta(days=1), now=now)
    for refused in (lambda: write(reader), lambda: edit_response(response=own.pk, author=reader, text="Other.", now=now)):
        with pytest.raises(Suspended):
            refused()
    write(reader, at=now + timedelta(days=2))


def test_what_is_always_held_is_held_until_somebody_lifts_it(write, reader, now):
    standing.suspend(reader=reader.pk, kind=SuspensionKind.UNSEEN, until=None, now=now, decision=7)
    assert write(reader, at=now + timedelta(days=400)).state == State.HELD
    standing.lift(decision=7, now=now)
    assert write(reader).state == State.VISIBLE


def shut(day, now, kind=SuspensionKind.POST, site=1):
    return standing.suspend_network(pseudonym="old", day=day, kind=kind, site=site, until=None, now=now, decision=7)


def test_a_sanction_on_a_network_ends_with_its_salt(db, now):
    made = shut((now - timedelta(days=2)).date(), now)
    assert made.until - now < timedelta(days=5)


def test_a_network_is_known_by_its_names_of_earlier_days(write, reader, now):
    shut(now.date(), now)
    with pytest.raises(Suspended):
        write(None, name="Gil", network="new", lately=("older", "old"))
    assert write(None, name="Gil", network="new", lately=("other",)).state == State.VISIBLE
    assert write(reader, network="new", lately=("old",)).state == State.VISIBLE
    assert write(None, name="Gil", network="old", at=now + timedelta(days=7)).state == State.VISIBLE


def test_a_network_is_held_on_its_own_site_alone(write, now):
    shut(now.date(), now, SuspensionKind.UNSEEN, site=2)
    assert write(None, name="Gil", network="old").state == State.VISIBLE
    shut(now.date(), now, SuspensionKind.UNSEEN)
    assert write(None, name="Gil", network="old").state == State.HELD
    standing.lift(decision=7, now=now)
    assert write(None, name="Gil", network="old").state == State.VISIBLE


def test_a_suspension_holds_where_it_was_decided(write, reader, now):
    standing.suspend(reader=reader.pk, kind=SuspensionKind.POST, until=None, now=now, site=2)
    write(reader)
    standing.suspend(reader=reader.pk, kind=SuspensionKind.POST, until=None, now=now, site=1)
    with pytest.raises(Suspended):
        write(reader)


def test_a_warning_has_to_be_read_first(write, reader, now):
    standing.warn(reader=reader.pk, decision=7, now=now)
    with pytest.raises(WarningUnread):
        write(reader)
    assert standing.confirm_warnings(reader=reader.pk, now=now) == 1
    write(reader)


def test_a_pair_with_a_pause_may_answer_everybody_else(write, thread, reader, other_reader, moderator, now):
    theirs, third = write(other_reader), write(moderator)
    one, other = sorted((reader, other_reader), key=lambda each: each.pk)
    CoolDown.objects.create(thread=thread, one=one, other=other, until=now + timedelta(hours=1))
    with pytest.raises(CoolingDown):
        write(reader, parent=theirs.pk)
    write(reader, parent=third.pk)
    write(reader)
    write(reader, parent=theirs.pk, at=now + timedelta(hours=2))


def test_only_those_who_may_put_shields_up_and_down(thread, reader, shield, moderator, now):
    with pytest.raises(NotAllowed):
        set_shield(moderator=reader, kind=ShieldKind.SLOW, until=now, thread=thread.pk, now=now)
    shield(ShieldKind.SLOW)
    (up,) = shields_of(site=1, thread=thread.pk, now=now)
    with pytest.raises(NotAllowed):
        lower_shield(moderator=reader, shield=up.id)
    lower_shield(moderator=moderator, shield=up.id)
    assert shields_of(site=1, thread=thread.pk, now=now) == []
