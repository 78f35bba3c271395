"""Fixtures every test may use."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.early import WORK, WORKER
from tests.tools import need

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """The prepared empty database, as a new installation gets it; on PostgreSQL a copy of one migrated once."""
    from django.db import connection

    with django_db_blocker.unblock():
        prepare_database()
    yield
    with django_db_blocker.unblock():
        connection.close()


def prepare_database() -> None:
    """The data folder of this worker, made anew, with the database in it."""
    from django.db import connection

    from tertulia.config.preparing import bring_up_to_date, place_empty_database
    from tests.postgresql import copy_template

    connection.close()
    folder = WORK / WORKER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if connection.vendor == "sqlite":
        place_empty_database(Path(connection.settings_dict["NAME"]))
    else:
        copy_template(connection.settings_dict["NAME"])
    bring_up_to_date()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Any:
    """A test that really commits leaves a database without a row; the next one begins with a new one."""
    yield
    mark = item.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        from pytest_django.plugin import blocking_manager_key

        with item.config.stash[blocking_manager_key].unblock():
            prepare_database()


@pytest.fixture
def now() -> datetime:
    """An instant to count from."""
    return datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def thread(db: None) -> Any:
    """An open thread under a page of another site."""
    from tertulia.responses.models import Thread

    return Thread.objects.create(
        url="https://elsewhere.example/page", title="A page elsewhere", opened_at=datetime(2026, 11, 1, tzinfo=UTC)
    )


@pytest.fixture
def reader(db: None) -> Any:
    from tertulia.readers.models import Reader

    return Reader.objects.create_user("rosa@reader.example", name="Rosa Vidal")


@pytest.fixture
def other_reader(db: None) -> Any:
    from tertulia.readers.models import Reader

    return Reader.objects.create_user("tarek@reader.example", name="طارق")


@pytest.fixture
def moderator(db: None) -> Any:
    from tertulia.readers.models import Reader
    from tertulia.readers.roles import Role, grant_role

    person = Reader.objects.create_user("mo@quay.example", name="Mo")
    grant_role(reader=person, role=Role.MODERATOR)
    return person


@pytest.fixture
def front_page(db: None) -> Any:
    from tertulia.stories.models import FrontPage

    return FrontPage.objects.get()


@pytest.fixture
def story(front_page: Any) -> Any:
    """A published story with an open thread."""
    from tertulia.responses.threads import open_thread
    from tertulia.stories.models import StoryPage

    page = front_page.add_child(
        instance=StoryPage(
            title="The lamp on Rope Street is lit again",
            slug="rope-street-lamp",
            published_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
            body=[("paragraph", "<p>It was dark for nine years.</p>")],
        )
    )
    page.save_revision().publish()
    page.refresh_from_db()
    open_thread(story=page, site=page.get_site().pk)
    return page


@pytest.fixture
def story_thread(story: Any) -> Any:
    from tertulia.responses.models import Thread

    return Thread.objects.get(story=story)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The samples that lie beside a checkout of the project; not there on a user's machine."""
    need(SHARED.is_dir(), "the samples in ../shared/data are not here", always=False)
    return SHARED
