"""Teaching the screener from decisions by people, one community apart from the other."""

from collections.abc import Callable, Sequence

from django.utils import timezone

from tertulia.events.transactions import writing
from tertulia.house.models import Learned
from tertulia.screening.learning import HouseWeights, HumanDecision, ShadowCheck, house_weights_from, learn_checked

Check = Callable[[HouseWeights, HouseWeights], ShadowCheck]


@writing()
def teach(*, community: str, decisions: Sequence[HumanDecision], check: Check) -> dict[str, float]:
    """Learn from `decisions` unless `check` refuses; returns how far each word moved (nothing when refused)."""
    row = Learned.objects.select_for_update().filter(community=community).first()
    before = house_weights_from(row.weights) if row else HouseWeights()
    after, checked, moved = learn_checked(before, decisions, check)
    if not checked.accepted:
        return {}
    Learned.objects.update_or_create(
        community=community,
        defaults={"weights": after.as_dict(), "before": before.as_dict(), "updated_at": timezone.now()},
    )
    return dict(moved)


@writing()
def unlearn(*, community: str) -> bool:
    """Go back one step; False when there is none."""
    row = Learned.objects.select_for_update().filter(community=community).exclude(before=None).first()
    if row is None:
        return False
    row.weights, row.before, row.updated_at = row.before, None, timezone.now()
    row.save()
    return True


@writing()
def use_weights(*, community: str, weights: HouseWeights) -> None:
    """Use weights that were learned elsewhere; what was there can be had back by `unlearn`."""
    former = Learned.objects.filter(community=community).values_list("weights", flat=True).first()
    Learned.objects.update_or_create(
        community=community, defaults={"weights": weights.as_dict(), "before": former, "updated_at": timezone.now()}
    )


@writing()
def forget(*, community: str) -> None:
    """Begin anew, as if nothing had been decided yet."""
    Learned.objects.filter(community=community).delete()
