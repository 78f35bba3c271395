"""Cases to decide about."""

import pytest

from tertulia.delivery.worker import handle_waiting
from tertulia.moderation.models import Case
from tertulia.responses.posting import post_response


@pytest.fixture
def held(thread, reader):
    """A response that the gate held; what follows from that has been done."""
    response = post_response(thread=thread.pk, author=reader, text="You are an idiot and a liar.").response
    handle_waiting()
    assert response.state == "held"
    return response


@pytest.fixture
def case(held):
    return Case.objects.get(response=held)


@pytest.fixture
def colleague(db):
    from django.contrib.auth.models import Group

    from tertulia.readers.models import Reader

    person = Reader.objects.create_user("ana@quay.example", name="Ana")
    person.groups.add(Group.objects.get(name="Thread moderators"))
    return person
