from datetime import timedelta

import pytest

from tertulia.delivery.worker import handle_waiting
from tertulia.errors import CoolingDown
from tertulia.moderation.actions import Action
from tertulia.moderation.appealing import answer_appeal, appeal_statement
from tertulia.moderation.models import Decision, Statement
from tertulia.moderation.quarrels import cool_down, load_quarrels
from tertulia.moderation.sanctions import Extra
from tertulia.moderation.undoing import undo_decision
from tertulia.readers.models import Reader
from tertulia.readers.roles import Role, grant_role
from tertulia.responses.models import CoolDown, Response
from tertulia.responses.posting import post_response
from tests.moderation.papers import decide

HEATED = ["You liar.", "You idiot, read it again.", "Shut up, you clown.", "You pathetic moron.", "Idiot yourself, you liar."]
CALM = ["I think it is late.", "It was on time for me.", "Which day was that?", "The Tuesday.", "Then we agree."]


def talk(thread, people, texts, now):
    """The two answer each other in turn; what the gate would hold is shown, as in a thread without a gate."""
    parent = None
    for number, text in enumerate(texts):
        at = now + timedelta(minutes=number)
        said = post_response(thread=thread.pk, author=people[number % 2], text=text, parent=parent, now=at).response
        Response.objects.filter(pk=said.pk).update(state="visible", listed=True)
        parent = said.pk
    handle_waiting()
    return parent


def test_a_heated_exchange_is_shown_and_a_calm_one_is_not(thread, reader, other_reader, moderator, now):
    talk(thread, (reader, other_reader), CALM, now)
    assert load_quarrels(moderator, now=now) == []
    talk(thread, (reader, other_reader), HEATED, now)
    (pair,) = load_quarrels(moderator, now=now)
    assert {pair.one, pair.other} == {reader.name, other_reader.name} and pair.heat > 0.3 and pair.until is None


def test_the_pair_gets_a_pause_from_each_other(thread, reader, other_reader, moderator, now):
    last = talk(thread, (reader, other_reader), HEATED, now)
    (pair,) = load_quarrels(moderator, now=now)
    cool_down(quarrel=pair.id, moderator=moderator, hours=6, now=now)
    with pytest.raises(CoolingDown):
        post_response(thread=thread.pk, author=other_reader, text="One more word.", parent=last, now=now + timedelta(hours=1))
    cool_down(quarrel=pair.id, moderator=moderator, hours=0, now=now)
    post_response(thread=thread.pk, author=other_reader, text="One more word.", parent=last, now=now + timedelta(hours=1))


def test_both_are_told_why_in_their_language_and_either_may_appeal(thread, reader, other_reader, moderator, now):
    Reader.objects.filter(pk=other_reader.pk).update(language="ar")
    talk(thread, (reader, other_reader), HEATED, now)
    (pair,) = load_quarrels(moderator, now=now)
    cool_down(quarrel=pair.id, moderator=moderator, hours=6, now=now)
    handle_waiting()
    told = {each.reader: each for each in Statement.objects.filter(decision__action=Action.COOL_DOWN)}
    assert told.keys() == {reader.pk, other_reader.pk}
    assert (told[reader.pk].decision_provision, told[reader.pk].until) == ("PARTIAL_SUSPENSION", now + timedelta(hours=6))
    assert "cannot answer each other" in told[reader.pk].decision_facts
    assert (told[other_reader.pk].language, "يتخاصمان" in told[other_reader.pk].decision_facts) == ("ar", True)
    senior = Reader.objects.create_user("sena@quay.example", name="Sena")
    grant_role(reader=senior, role=Role.SENIOR_MODERATOR)
    asked = appeal_statement(statement=told[reader.pk].pk, text="We have made up.", now=now)
    answer_appeal(appeal=asked.pk, moderator=senior, reverses=True, answer="Good.", now=now)
    assert not CoolDown.objects.exists()


def test_a_pause_decided_at_a_case_is_told_to_both(thread, reader, other_reader, moderator, now):
    parent = post_response(thread=thread.pk, author=other_reader, text="I think it is late.", now=now).response
    reply = post_response(thread=thread.pk, author=reader, text="It was on time.", parent=parent.pk, now=now).response
    made = decide(reply, moderator, "keep", also=[Extra(Action.COOL_DOWN)])
    assert set(Statement.objects.values_list("reader", flat=True)) == {reader.pk, other_reader.pk}
    undo_decision(decision=made.pk, moderator=moderator, now=made.at)
    assert not CoolDown.objects.exists()


def test_ending_a_pause_is_written_down(thread, reader, other_reader, moderator, now):
    talk(thread, (reader, other_reader), HEATED, now)
    (pair,) = load_quarrels(moderator, now=now)
    cool_down(quarrel=pair.id, moderator=moderator, hours=6, now=now)
    cool_down(quarrel=pair.id, moderator=moderator, hours=0, now=now + timedelta(minutes=1))
    assert Decision.objects.filter(action=Action.UNDO, undoes__action=Action.COOL_DOWN).count() == 2
