"""What the tests of the law's papers share: readers in good standing, reports, and what follows from a decision."""

from datetime import timedelta

from django.utils import timezone

from tertulia.delivery.worker import handle_waiting
from tertulia.events.models import Event
from tertulia.moderation.actions import Action
from tertulia.moderation.deciding import Reasons, decide_response
from tertulia.moderation.reporting import report_response
from tertulia.readers.models import Reader
from tertulia.responses.posting import post_response


def regular(number, thread):
    """A reader who has been here for long and has written something that stands."""
    person = Reader.objects.create_user(f"regular{number}@reader.example", name=f"Regular {number}")
    Reader.objects.filter(pk=person.pk).update(joined_at=timezone.now() - timedelta(days=400))
    post(thread, person, "It was foggy that day.")
    return person


def newcomer(number):
    """An account made for the occasion."""
    return Reader.objects.create_user(f"new{number}@reader.example", name=f"New {number}")


def report(response, reporter, ground="house:insult", **more):
    return report_response(response=response.pk, reporter=reporter, ground=ground, **more)


def decide(response, moderator, action, ground="", text="", **more):
    """A decision, and everything that follows from it."""
    reasons = Reasons(ground=ground, text=text)
    made = decide_response(response=response.pk, moderator=moderator, action=Action(action), reasons=reasons, **more)
    catch_up()
    return made


def catch_up():
    """Run what waits, as if the seconds in which a decision can be undone were over."""
    for _round in range(6):
        Event.objects.filter(handled_at=None).update(due_at=timezone.now() - timedelta(seconds=1))
        if not handle_waiting():
            return


def post(thread, author, text="A word about ropes.", **more):
    return post_response(thread=thread.pk, author=author, text=text, **more).response
