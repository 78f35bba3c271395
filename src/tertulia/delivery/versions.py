"""The versions a page is stamped with, read through Django's connection."""

from django.db import connection

from tertulia.delivery.front.freshness import Stamp, stamp_of, versions_query


def read_versions(threads: tuple[int, ...]) -> Stamp:
    """The edition and the versions of `threads` (primary keys) as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(versions_query(len(threads), "%s"), threads)
        return stamp_of(cursor.fetchall())


def read_snapshot() -> str:
    """Names what PostgreSQL shows at this moment: equal texts, equal rows."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])
