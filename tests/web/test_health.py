import shutil

import pytest

from tertulia.delivery.heartbeat import beat
from tertulia.house.tallies import SCREENING_FAILED, count_one
from tertulia.options import options


@pytest.mark.django_db
def test_it_is_well_while_the_worker_shows_itself(client):
    beat()
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "worker": True, "screener": True, "room": True, "screening_failures": 0},
    )
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_worker_that_is_gone_is_noticed(client):
    (options.folder / "worker.alive").unlink(missing_ok=True)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["worker"]) == (503, False)


@pytest.mark.django_db
def test_failures_of_screening_are_counted_there(client):
    from django.utils import timezone

    beat()
    count_one(SCREENING_FAILED, site=1, day=timezone.now().date())
    assert client.get("/health").json()["screening_failures"] == 1


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_is_said_before_it_is(client, monkeypatch):
    beat()
    free = shutil.disk_usage(options.folder).free
    monkeypatch.setattr("tertulia.web.health.LEAST_ROOM", free * 2)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["room"], answer.json()["database"]) == (503, False, True)
