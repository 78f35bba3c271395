"""What imported responses hold that none written here can: it becomes what is nearest to it, and nothing vanishes."""

import pytest

from tertulia.responses.markup import sanitise
from tertulia.transfer.fitting import fitted


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p><b>a</b> <i class='x'>b</i></p>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<div>one</div><div>two<br></div>", "<p>one</p><p>two</p>"),
        ("<div><div>one</div></div>", "<p>one</p>"),
        ("<h3>Head</h3><p>x</p>", "<p><strong>Head</strong></p><p>x</p>"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "<p>a | b<br>c</p>"),
        ("<p>x<y and 3 < 4</p>", "<p>x</p>"),
    ],
)
def test_words_keep_their_weight_and_their_lines(html, shown):
    assert sanitise(fitted(html)) == shown


@pytest.mark.parametrize(
    ("html", "address", "words"),
    [
        ('<img src="https://a.example/cat.png">', "https://a.example/cat.png", "cat.png"),
        ('<img src="//a.example/cat.png" alt="A cat">', "https://a.example/cat.png", "A cat"),
        ('<a href="https://b.example/"><img src="https://a.example/t.png" alt="Go"></a>', "https://b.example/", "Go"),
        (
            '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>',
            "https://www.youtube.com/watch?v=abcdefghijk",
            "www.youtube.com/watch?v=abcdefghijk",
        ),
    ],
)
def test_pictures_and_players_are_links(html, address, words):
    shown = sanitise(fitted(html))
    assert f'<a href="{address}"' in shown
    assert f">{words}</a>" in shown
    assert shown.count("<a ") == 1


def test_a_picture_that_stands_for_a_letter_is_one():
    assert fitted('<p>ha <img class="emoji" src="https://a.example/e.png" alt="🙂"></p>') == "<p>ha 🙂</p>"
    assert fitted('<p>ha <img src="data:image/gif;base64,AA"></p>').strip("</p> ") == "ha"


def test_a_hundred_thousand_empty_lines_are_gone_through_once():
    lines = "<br>" * 100_000
    assert sanitise(fitted(f"<div>one{lines}two</div><div>{lines}</div>")).endswith("two</p>")
    assert sanitise(fitted(f"<div>one{lines}</div>")) == "<p>one</p>"
