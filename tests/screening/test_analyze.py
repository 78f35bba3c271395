"""comments:analyze in Perspective's own shape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.screening.analyze import analyze, error
from tertulia.screening.screen import shipped_screener


def ask(**changes):
    request = {
        "comment": {"text": "You are a moron."},
        "requestedAttributes": {"TOXICITY": {}},
        "languages": ["en"],
        "doNotStore": True,
    }
    return analyze({**request, **changes}, shipped_screener())


def value(answer, attribute="TOXICITY"):
    return answer.body["attributeScores"][attribute]["summaryScore"]["value"]


def test_what_coral_sends_and_reads():
    answer = ask()
    assert answer.status == 200
    assert value(answer) > 0.8
    assert answer.body["languages"] == ["en"]
    assert answer.body["detectedLanguages"] == ["en"]
    json.dumps(answer.body)


def test_the_language_is_told_from_the_text_not_from_the_hint():
    assert ask(comment={"text": "شكرا على هذا المقال الجميل"}).body["detectedLanguages"] == ["ar"]


def test_every_attribute_asked_for_is_answered_under_its_name():
    answer = ask(requestedAttributes={"TOXICITY": {}, "SEVERE_TOXICITY": None, "INSULT": {}, "THREAT_EXPERIMENTAL": {}})
    assert set(answer.body["attributeScores"]) == {"TOXICITY", "SEVERE_TOXICITY", "INSULT", "THREAT_EXPERIMENTAL"}


def test_an_unknown_attribute_gets_googles_error():
    answer = ask(requestedAttributes={"FLIRTATION": {}})
    assert answer.status == 400
    assert answer.body["error"]["status"] == "INVALID_ARGUMENT"
    assert answer.body["error"]["code"] == 400
    assert "FLIRTATION" in answer.body["error"]["message"]


def test_the_token_comes_back():
    assert ask(clientToken="comment:7").body["clientToken"] == "comment:7"


def test_without_annotations_there_is_one_span_over_everything():
    (span,) = ask().body["attributeScores"]["TOXICITY"]["spanScores"]
    assert (span["begin"], span["end"]) == (0, len("You are a moron."))


def test_with_annotations_the_words_are_named():
    text = "Thank you for the article. You are a moron."
    spans = ask(comment={"text": text}, spanAnnotations=True).body["attributeScores"]["TOXICITY"]["spanScores"]
    assert any("moron" in text[span["begin"] : span["end"]] for span in spans)
    assert all(0 < span["score"]["value"] <= 1 for span in spans)


def test_scores_below_the_wanted_threshold_are_left_out():
    answer = ask(comment={"text": "Thank you for the article."}, requestedAttributes={"TOXICITY": {"scoreThreshold": 0.9}})
    assert answer.body["attributeScores"] == {}


def test_the_parents_words_are_not_held_against_the_author():
    parent = "You are all nothing but a bunch of stupid morons."
    text = "You are all nothing but a bunch of stupid morons, is that so?"
    assert value(ask(comment={"text": text}, context={"entries": [{"text": parent}]})) < value(ask(comment={"text": text}))


@pytest.mark.parametrize(
    "changes",
    [
        {"comment": {"text": ""}},
        {"comment": {"text": 7}},
        {"comment": None},
        {"comment": {"text": "x" * 30_000}},
        {"comment": {"text": "x", "type": "MARKDOWN"}},
        {"requestedAttributes": {}},
        {"requestedAttributes": []},
        {"requestedAttributes": {"TOXICITY": {"scoreThreshold": "high"}}},
        {"requestedAttributes": {"TOXICITY": {"scoreType": "STARS"}}},
        {"languages": "en"},
        {"context": {"entries": "x"}},
    ],
)
def test_a_malformed_request_is_refused_and_never_echoed(changes):
    answer = ask(**changes)
    assert answer.status == 400
    assert set(answer.body) == {"error"}
    assert "xxx" not in json.dumps(answer.body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_any_json_gets_an_answer(request):
    assert analyze(request, shipped_screener()).status in (200, 400)


def test_a_used_up_quota_has_googles_shape():
    assert error(429, "Quota exceeded.").body["error"]["status"] == "RESOURCE_EXHAUSTED"
