import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tertulia.errors import EmptyText, TextTooLong
from tertulia.responses import markup
from tests.hostile.checking import faults, lost_words
from tests.hostile.samples import HTML, MARKDOWN, PATHOLOGICAL


def shown(text: str) -> str:
    return markup.to_html(markup.normalise(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo\nlines.", "<p>One.</p>\n<p>Two<br>\nlines.</p>"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("a | b", "<p>a | b</p>"),
        ("***", "<p>***</p>"),
        ("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>"),
        ("&lt;b&gt;", "<p>&lt;b&gt;</p>"),
        ("&amp;lt;b&amp;gt;", "<p>&amp;lt;b&amp;gt;</p>"),
        ("snake_case_word and 2*3*4", "<p>snake_case_word and 2<em>3</em>4</p>"),
    ],
)
def test_the_subset_of_markdown(text, html):
    assert shown(text) == html


_PIECES = st.sampled_from(
    [*"aé1 .)-+\"'(:/#!=|%@&*`[<\\\n", "\n\n", "1. ", "- ", "www", "://", "\u3000", "\xa0", "\u200f", "\u202e", "ا", "e\u0301"]
)


@given(st.lists(_PIECES, max_size=16).map("".join) | st.text(max_size=30))
@example('One.\nTwo\n\n\n(three) / four: "five"')
@example("a\n1) b")
@example("see wWw.a.example/x")
def test_plain_paragraphs_need_no_parser_and_look_as_if_they_had_one(text):
    text = markup.normalise(text)
    assert markup.to_html(text) == markup.sanitise(markup._markdown.render(text))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('One.\n\n"Two" (or 2), http: 1/2!', True),
        ("مرحبا، كيف الحال؟", True),
        ("a * b", False),
        ("a\n- b", False),
        ("1. a", False),
    ],
)
def test_most_texts_are_plain_paragraphs(text, plain):
    assert bool(markup._PLAIN_TEXT.fullmatch(text)) == plain


_HTML = st.sampled_from(
    [
        *"aé .\"'<>&;/\n\t\x0b\x0c\x01\x7f\x85\xa0\u200f\ufdd0\uffff😀",
        "<p>",
        "</p>",
        "<br>",
        "<p>a</p>",
        "<b>",
        "ا",
        "e\u0301",
        "\r",
    ]
)


@given(st.lists(_HTML, max_size=12).map("".join) | st.text(max_size=10).map("<p>{}</p>".format))
@example("<p>One.</p>\n<p>Two<br>\nlines.</p>\n")
def test_the_sanitiser_would_change_nothing_in_plain_paragraphs(html):
    if markup.is_plain(html):
        assert markup._sanitiser.clean(html) == html


def test_paragraphs_with_anything_in_them_are_not_plain():
    assert markup.is_plain("<p>One.</p>\n<p>Two<br>\nlines.</p>")
    for html in ("<p>a<b>b</b></p>", "<p>a", "a", "<p>&amp;</p>", "<p onclick=x>a</p>", "<p>a</p><p>b<p>c</p></p>"):
        assert not markup.is_plain(html)


LINK = '<a href="{0}" rel="nofollow ugc noopener">{1}</a>'


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("[words](https://a.example/x)", "https://a.example/x", "words"),
        ("<https://a.example/x>", "https://a.example/x", "https://a.example/x"),
        ("see https://a.example/x.", "https://a.example/x", "https://a.example/x"),
        ("(https://a.example/x_(y))", "https://a.example/x_(y)", "https://a.example/x_(y)"),
        ("«https://a.example/x»", "https://a.example/x", "https://a.example/x"),
        ("انظر https://a.example/x، ثم", "https://a.example/x", "https://a.example/x"),
        ("www.a.example/x?y=1!", "https://www.a.example/x?y=1", "www.a.example/x?y=1"),
        ("HTTPS://A.example", "HTTPS://A.example", "HTTPS://A.example"),
        ("http://a.example/a_b_c", "http://a.example/a_b_c", "http://a.example/a_b_c"),
        ("[w](mailto:a@b.example)", "mailto:a@b.example", "w"),
    ],
)
def test_links_are_marked_as_the_readers_own(text, href, words):
    assert LINK.format(href, words) in shown(text)


@pytest.mark.parametrize(
    "text",
    ["It ended there.So what", "a.b.c", "mail me: a@b.example", "ftp://a.example", "xhttp://a", "http://", "www.", "://a.b"],
)
def test_what_only_looks_like_an_address_stays_text(text):
    assert "<a" not in shown(text)


def test_an_address_too_long_stays_text():
    assert "<a" not in shown("https://a.example/" + "x" * 3000)


@pytest.mark.parametrize("text", [*HTML, *MARKDOWN])
def test_nothing_written_leaves_its_place(text):
    assert faults(shown(text)) == []
    if not text.startswith("```") and "'title" not in text:  # what a block is written in, and a link's title, are not shown
        assert lost_words(markup.normalise(text), shown(text)) == set()


@pytest.mark.parametrize("html", [*HTML, *(shown(text) for text in MARKDOWN)])
def test_nothing_imported_leaves_its_place(html):
    clean = markup.sanitise(html)
    assert faults(clean) == []
    assert markup.sanitise(clean) == clean


def test_words_of_imported_html_stay():
    html = "<div><h2>Title</h2><p class=x>One <b>two</b> <u>three</u></p><table><tr><td>four</table></div>"
    assert markup.sanitise(html) == "Title<p>One two three</p>four"


@pytest.mark.parametrize("name", ["own_xss", "third_party_xss", "markdown_hostile", "unicode_nasty"])
def test_samples_of_hostile_texts(shared, name):
    for line in (shared / "hostile" / f"{name}_sample.jsonl").read_text().splitlines():
        case = json.loads(line)
        html = shown(case["input"])
        assert faults(html) == [], case["id"]
        assert faults(markup.sanitise(case["input"])) == [], case["id"]
        assert all(piece in html for piece in case.get("must_have", [])), case["id"]
        assert not any(piece in html for piece in case.get("must_not", [])), case["id"]
        if case.get("cls") == "legit":
            assert lost_words(case["input"], html) == set(), case["id"]


def test_samples_of_invisible_texts_are_refused(shared):
    for line in (shared / "hostile" / "unicode_nasty_sample.jsonl").read_text().splitlines():
        case = json.loads(line)
        if case["cls"] == "invisible" and case["where"] == "comment":
            with pytest.raises(EmptyText):
                markup.accept_text(case["input"])


def seconds(text: str) -> float:
    """The least CPU time of several renderings."""
    taken = []
    for _round in range(3):
        started = time.process_time()
        markup.to_html(markup.normalise(text))
        taken.append(time.process_time() - started)
    return min(taken)


def assert_linear(begin: str, unit: str, end: str, *, size: int) -> None:
    """Twice the text takes at most three times as long; measured again should the machine have been busy."""
    once, twice = (begin + unit * (count * size // len(unit)) + end for count in (1, 2))
    assert any((long := seconds(twice)) < 0.02 or long <= 3 * seconds(once) for _try in range(3))


@pytest.mark.parametrize(("begin", "unit", "end"), PATHOLOGICAL, ids=[repr(unit) for _begin, unit, _end in PATHOLOGICAL])
def test_twice_the_text_takes_at_most_thrice_the_time(begin, unit, end):
    assert_linear(begin, unit, end, size=10_000)


def test_samples_of_texts_that_took_others_long(shared):
    for line in (shared / "hostile" / "markdown_pathological_sample.jsonl").read_text().splitlines():
        case = json.loads(line)
        count = case["sizes"][-1]
        end = case.get("mid", "") + case.get("suffix_unit", "") * count + case["suffix"]
        assert_linear(case["prefix"], case["unit"], end, size=count * len(case["unit"]))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("e\u0301", "é"),
        ("a\x00\x01\x7f\x9fb\ufeff", "ab"),
        ("\ud800a", "a"),
        ("before \u202etxt.exe\u202c after", "before txt.exe after"),
        ("a \u2066b\u2069 \u202ac", "a b c"),
        ("یک\u200cدو\u200f \u061cسه", "یک\u200cدو\u200f \u061cسه"),
        ("مُحَمَّدٌ", "مُحَمَّدٌ"),
        ("👩\u200d👩\u200d👧 ❤\ufe0f", "👩\u200d👩\u200d👧 ❤\ufe0f"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", None),
        ("a\U000e0041b", "ab"),
        ("z" + "\u0336\u0353" * 40, "z" + "\u0336\u0353" * 4),
        ("z" + "\u0336\u200d" * 40, None),
        ("  \n a \n\n", "a"),
    ],
)
def test_what_reaches_beyond_its_place_goes_and_the_rest_stays(text, kept):
    tidy = markup.normalise(text)
    if kept is not None:
        assert tidy.replace("\u0353", "\u0336") == markup.normalise(kept).replace("\u0353", "\u0336")
    assert tidy.count("\u0336") + tidy.count("\u0353") <= markup.MOST_MARKS
    assert markup.normalise(tidy) == tidy
    if kept is None and "\U0001f3f4" in text:
        assert tidy == text


def test_character_references_bring_nothing_back():
    html = shown("a&#x202e;b &rlm;c z" + "&#x301;" * 50 + " &#0;&#1;&#x9f;")
    assert "\u202e" not in html
    assert html.count("\u0301") <= markup.MOST_MARKS
    assert faults(html) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t",
        "\u200b\u2060",
        "\u00ad" * 40,
        "\u2800\u3164\uffa0",
        "\u202e\u2066",
        "\x00",
        "&#8203; &nbsp;",
        "\ufe0f",
        "\U000e0041" * 9,
    ],
)
def test_a_text_that_shows_nothing_is_refused(text):
    with pytest.raises(EmptyText):
        markup.accept_text(text)


def test_length_counts_what_is_kept():
    assert len(markup.accept_text("x" * 20_000 + "\n\n")) == 20_000
    for text in ("x" * 20_001, "é" * 20_001, "x" * 1_000_000):
        with pytest.raises(TextTooLong):
            markup.accept_text(text)
