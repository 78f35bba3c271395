"""The stamp and the work of a form, and the trap in it that only machines fill."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from tertulia.options import options
from tertulia.readers.proving import QUICKEST, Proof, is_good, judge, make_stamp


def fresh_proof(stamp: str = "", work: str = "") -> dict[str, Any]:
    """What a template needs for the macro `work` of forms.html; a form that is shown again goes on with what it had."""
    now = timezone.now()
    kept = stamp if stamp and is_good(stamp, now=now) else ""
    return {"stamp": kept or make_stamp(now=now), "work": work[:20] if kept else "", "bits": options.proof_bits}


def proof_of(request: HttpRequest) -> Proof:
    """What was sent with a form; raises LooksAutomatic."""
    sent = request.POST
    return judge(
        stamp=sent.get("stamp", ""),
        work=sent.get("work", ""),
        trap=sent.get("website", ""),
        quickest=QUICKEST,
        now=timezone.now(),
    )
