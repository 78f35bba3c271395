"""What narrows the queue: which of several conditions is asked of its index, and how the others are asked of each case then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, CharField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tertulia.moderation.models import Case

MOST = 5_000  # cases up to which those of a condition are counted; of more, whoever reads in order meets some soon


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One condition on open cases: as an index is asked for it, and as one case after the other is asked.

    `cases` is the SQL that finds all of its cases, None where no index can. `in_order`: its index has them in the queue's order.
    """

    indexed: Q
    beside: Q
    cases: tuple[str, Sequence[Any]] | None
    in_order: bool = True


def of_columns(condition: Q) -> Condition:
    """A condition on columns that have indexes."""
    return _found_by(condition, Case.objects.filter(condition, closed_at=None))


def of_flag(flag: str) -> Condition:
    """A condition on a column that has an index of the cases where it is true; unless they are sorted, any index will do."""
    condition = Q((flag, True))
    return _found_by(condition, Case.objects.filter(condition, closed_at=None).order_by("rank", "id"))


def _found_by(condition: Q, cases: QuerySet[Case]) -> Condition:
    beside = condition if connection.vendor == "postgresql" else _beside(condition)  # it guesses badly at what it cannot look up
    return Condition(condition, beside, cases.values("pk").query.sql_with_params())


def rarest_first(conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions by how many open cases they let through. One query, unless there is nothing to choose.

    PostgreSQL knows by itself how many there are, of all but words.
    """
    if all(each.in_order for each in conditions) and (len(conditions) < 2 or connection.vendor == "postgresql"):
        return list(conditions)
    sizes = dict(zip(conditions, _sizes(conditions), strict=True))
    known = [each if sizes[each] <= MOST or each.in_order else replace(each, indexed=each.beside) for each in conditions]
    return sorted(known, key=lambda each: (sizes.get(each, MOST + 1), not each.in_order))


def _sizes(conditions: Sequence[Condition]) -> list[int]:
    asked = [each.cases for each in conditions if each.cases]
    each = [f"(select count(*) from ({sql} limit {MOST + 1}) as found)" for sql, _parameters in asked]  # noqa: S608 - our own SQL
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(each) or '0'}", [value for _sql, parameters in asked for value in parameters])
        counted = iter(cursor.fetchone())
    return [next(counted) if each.cases else MOST + 1 for each in conditions]


def cases_with(conditions: Sequence[Condition]) -> QuerySet[Case]:
    """The open cases that fulfil all of it, in order; the index of the first is read, the rest is asked of each case."""
    cases = Case.objects.filter(closed_at=None).order_by("rank", "id")
    if not conditions:
        return cases
    first, *others = conditions
    return cases.alias(**_BESIDE).filter(first.indexed, *(each.beside for each in others))


# The same values as no index of SQLite's knows them: fifty thousand attacks are not read to find a hundred cases in German.
_NOTHING: dict[str, Value] = {
    **dict.fromkeys(("site", "section", "thread", "author"), Value(0, BigIntegerField())),
    **dict.fromkeys(("language", "ground", "reason", "rule"), Value("", CharField())),
    **dict.fromkeys((each.name for each in Case._meta.fields if each.name.startswith("is_")), Value(False, BooleanField())),
}
_BESIDE = {f"beside_{name}": Coalesce(name, nothing, output_field=nothing.output_field) for name, nothing in _NOTHING.items()}


def _beside(condition: Q) -> Q:
    """The same condition, asked of one case after the other."""
    found = Q(_connector=condition.connector, _negated=condition.negated)
    for part in condition.children:
        if isinstance(part, Q):
            part = _beside(part)
        elif isinstance(part, tuple) and part[0] in _NOTHING:
            part = (f"beside_{part[0]}", part[1])
        found.children.append(part)
    return found
