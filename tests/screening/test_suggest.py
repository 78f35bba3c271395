"""comments:suggestscore becomes a label."""

import json

import pytest

from tertulia.screening.suggest import acknowledge

CORAL = {
    "comment": {"text": "You are a moron."},
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
    "communityId": "Coral:https://news.example",
    "clientToken": "comment:7",
    "context": {"entries": [{"text": json.dumps({"parent": "p", "url": "u"})}]},
}


def test_what_coral_sends_is_a_label():
    answer, label = acknowledge(CORAL)
    assert answer.status == 200
    assert answer.body["clientToken"] == "comment:7"
    assert label.abusive
    assert label.community == "Coral:https://news.example"
    assert label.known == {"parent": "p", "url": "u"}


def test_an_approval_is_the_other_label():
    _, label = acknowledge({**CORAL, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}}})
    assert not label.abusive


def test_a_context_that_is_no_json_is_left_alone():
    _, label = acknowledge({**CORAL, "context": {"entries": [{"text": "not json"}]}})
    assert label.known == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"attributeScores": {}},
        {"attributeScores": {"FLIRTATION": {"summaryScore": {"value": 1}}}},
        {"attributeScores": {"TOXICITY": {"summaryScore": {"value": 7}}}},
        {"attributeScores": {"TOXICITY": {"summaryScore": {"value": True}}}},
        {"attributeScores": {"TOXICITY": None}},
        {"comment": {"text": " "}},
    ],
)
def test_a_suggestion_without_a_label_is_refused(changes):
    answer, label = acknowledge({**CORAL, **changes})
    assert answer.status == 400
    assert label is None
