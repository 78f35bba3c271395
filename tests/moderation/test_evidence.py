from hypothesis import given
from hypothesis import strategies as st

from tertulia.moderation.evidence import is_hard, mark_up, reasons_of

SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 60), st.floats(-3, 3)), max_size=8)


@given(st.text(max_size=40), SPANS)
def test_marking_loses_no_letter(text, spans):
    evidence = [{"span": [start, end], "weight": weight} for start, end, weight in spans]
    assert "".join(piece.text for piece in mark_up(text, evidence)) == text


def test_the_strongest_reason_decides_how_a_piece_is_marked():
    evidence = [{"span": [0, 3], "weight": 1.9}, {"span": [2, 6], "weight": 0.4}, {"span": [8, 9], "weight": -1.0}]
    pieces = [(piece.text, piece.mark) for piece in mark_up("abcdefghij", evidence)]
    assert pieces == [("abc", "hot"), ("def", "soft"), ("gh", ""), ("i", "cool"), ("j", "")]


def test_the_reasons_add_up_to_the_whole():
    evidence = [{"code": "base", "weight": -2.0}, {"code": "word", "span": [0, 1], "text": "a", "weight": 1.5}]
    evidence += [{"code": "threat", "span": [0, 1], "text": "a", "weight": 3.0}, {"code": "never-heard-of", "weight": 9.0}]
    reasons = reasons_of({"evidence": evidence})
    assert [reason.weight for reason in reasons] == [3.0, 1.5, -2.0]
    assert reasons_of({}) == ()


def test_only_hard_words_are_blurred():
    assert is_hard({"categories": {"threat": 0.95}}, urgent=False) and is_hard({}, urgent=True)
    assert not is_hard({"categories": {"insult": 0.99}}, urgent=False)
