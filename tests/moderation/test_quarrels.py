from datetime import timedelta

import pytest

from tertulia.delivery.worker import handle_waiting
from tertulia.errors import CoolingDown
from tertulia.moderation.quarrels import cool_down, load_quarrels
from tertulia.responses.models import Response
from tertulia.responses.posting import post_response

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
