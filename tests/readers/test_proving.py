from datetime import timedelta

import pytest

from tertulia.errors import LooksAutomatic
from tertulia.options import options
from tertulia.readers.proving import NOT_NEEDED, QUICKEST, SLOWEST, is_good, is_solved, judge, make_stamp

BITS = 10


@pytest.fixture(autouse=True)
def bits(monkeypatch):
    monkeypatch.setattr(options, "proof_bits", BITS)


def solve(stamp):
    return next(str(number) for number in range(100_000) if is_solved(stamp, str(number), BITS))


def test_the_work_is_proof_and_one_stamp_has_one_key(now):
    stamp = make_stamp(now=now)
    work = solve(stamp)
    proof = judge(stamp=stamp, work=work, now=now)
    assert proof.done
    assert proof.key == judge(stamp=stamp, work=work, now=now).key
    assert not judge(stamp=make_stamp(now=now), work="1", now=now).done or is_solved(stamp, "1", BITS)


@pytest.mark.parametrize("work", ["", "-1", "1e9", "٣", "x", "9" * 16])
def test_what_is_no_number_proves_nothing(now, work):
    assert not judge(stamp=make_stamp(now=now), work=work, now=now).done


def test_a_stamp_is_ours_and_good_for_a_day(now):
    stamp = make_stamp(now=now)
    assert is_good(stamp, now=now + timedelta(seconds=SLOWEST))
    assert not is_good(stamp, now=now + timedelta(seconds=SLOWEST + 1))
    for forged in ("", "x", stamp[:-1] + "x", stamp.replace(".", "0", 1)):
        assert not judge(stamp=forged, work="1", now=now).done


def test_the_trap_and_the_haste_of_machines(now):
    stamp = make_stamp(now=now)
    with pytest.raises(LooksAutomatic):
        judge(stamp=stamp, work="1", trap="https://lamps.example", now=now)
    with pytest.raises(LooksAutomatic):
        judge(stamp=stamp, work="1", quickest=QUICKEST, now=now + timedelta(seconds=QUICKEST - 1))
    judge(stamp=stamp, work="1", quickest=QUICKEST, now=now + timedelta(seconds=QUICKEST))


def test_it_can_be_switched_off(now, monkeypatch):
    monkeypatch.setattr(options, "proof_bits", 0)
    assert judge(stamp="", work="", now=now) == NOT_NEEDED
