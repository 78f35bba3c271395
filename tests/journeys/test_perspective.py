"""A client of Perspective talks to us as it talked to Google: the shapes that Coral sends, over real HTTP."""

import json
import urllib.error
import urllib.request

import pytest

RUDE = "You are an idiot and a liar."
CALM = "The ferry leaves at ten past four."


def call(site, method, body, key="k1"):
    request = urllib.request.Request(
        f"{site.url}/v1alpha1/comments:{method}?key={key}",
        data=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def toxicity(said):
    return said["attributeScores"]["TOXICITY"]["summaryScore"]["value"]


def coral(text):
    return {"comment": {"text": text}, "doNotStore": True, "requestedAttributes": {"TOXICITY": {}}, "languages": ["en"]}


@pytest.fixture(scope="module")
def scorer(make_site):
    """The scoring server alone: no data folder, no database."""
    return make_site("scorer", TERTULIA_SCORING_KEYS='["k1", "k2"]', TERTULIA_ANALYZE_QUOTA="40").start_only_scoring()


@pytest.fixture(scope="module")
def site(make_site):
    return make_site("perspective").start()


@pytest.fixture(scope="module")
def key(site):
    site.python("from tertulia.readers.models import Reader; Reader.objects.create_user('coral@quay.example', name='Coral')")
    return site.command("token", "create", "coral@quay.example").stdout.strip()


def test_the_scoring_server_tells_abuse_from_calm_words(scorer):
    status, said = call(scorer, "analyze", coral(RUDE))
    assert status == 200
    assert toxicity(said) > 0.8 > toxicity(call(scorer, "analyze", coral(CALM))[1])


def test_the_language_is_read_from_the_text_whatever_the_client_says(scorer):
    status, said = call(scorer, "analyze", coral("شكرًا على رقم الصفحة، لم أكن قد رأيته."))
    assert (status, said["detectedLanguages"]) == (200, ["ar"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"comment": {"text": ""}, "requestedAttributes": {"TOXICITY": {}}}, 400),
        ({"comment": {"text": CALM}, "requestedAttributes": {"WIT": {}}}, 400),
        ({"comment": {"text": CALM}}, 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'"' + b"x" * 300_000 + b'"', 413),
    ],
)
def test_a_bad_request_gets_google_s_shape_of_error(scorer, body, status):
    code, said = call(scorer, "analyze", body)
    assert (code, said["error"]["code"]) == (status, status)
    assert said["error"]["message"]


def test_an_unknown_key_is_refused(scorer, site, key):
    assert call(scorer, "analyze", coral(CALM), key="nobody")[0] == 403
    assert call(site, "analyze", coral(CALM), key="nobody")[0] == 403


def test_learning_needs_a_data_folder(scorer):
    assert (
        call(scorer, "suggestscore", {**coral(CALM), "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}}})[0] == 501
    )


def test_the_quota_is_answered_with_429(scorer):
    codes = {call(scorer, "analyze", coral(CALM))[0] for _count in range(60)}
    assert codes <= {200, 429}
    assert 429 in codes


def test_the_site_itself_answers_in_the_same_shape(site, key):
    status, said = call(site, "analyze", {**coral(RUDE), "spanAnnotations": True, "clientToken": "t1"}, key=key)
    assert (status, said["clientToken"]) == (200, "t1")
    assert toxicity(said) > 0.8


def test_the_discovery_document_names_both_methods(site, scorer):
    for server in (site, scorer):
        with urllib.request.urlopen(f"{server.url}/$discovery/rest?version=v1alpha1", timeout=10) as answer:
            methods = json.loads(answer.read())["resources"]["comments"]["methods"]
        assert {method["path"] for method in methods.values()} == {"v1alpha1/comments:analyze", "v1alpha1/comments:suggestscore"}


def test_decisions_teach_one_community_and_no_other(site, key):
    word = "flapdoodle"

    def score(community):
        return toxicity(call(site, "analyze", {**coral(f"Such {word} again."), "communityId": community}, key=key)[1])

    before = score("Coral:https://one.example")
    for number in range(8):
        label = {
            "comment": {"text": f"Pure {word} from number {number}."},
            "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
            "communityId": "Coral:https://one.example",
            "clientToken": f"comment:{number}",
        }
        assert call(site, "suggestscore", label, key=key)[0] == 200
    assert score("Coral:https://one.example") > before
    assert score("Coral:https://two.example") == pytest.approx(before)


def test_what_comentario_sends(scorer):
    names = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
    status, said = call(scorer, "analyze", {"comment": {"text": RUDE}, "requestedAttributes": {name: {} for name in names}}, "k2")
    assert status == 200
    assert {name for name in names if 0 <= said["attributeScores"][name]["summaryScore"]["value"] <= 1} == set(names)


def test_google_s_own_client_finds_its_way(scorer):
    from googleapiclient import discovery, errors

    where = f"{scorer.url}/$discovery/rest?version=v1alpha1"
    client = discovery.build("commentanalyzer", "v1alpha1", developerKey="k2", discoveryServiceUrl=where, static_discovery=False)
    assert toxicity(client.comments().analyze(body=coral(RUDE)).execute()) > 0.8
    with pytest.raises(errors.HttpError, match="does not exist"):
        client.comments().analyze(body={"comment": {"text": CALM}, "requestedAttributes": {"NOPE": {}}}).execute()
