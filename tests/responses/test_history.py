"""What readers may see of earlier versions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tertulia.errors import NotFound
from tertulia.moderation.deciding import remove_response
from tertulia.responses.editing import edit_response
from tertulia.responses.history import differences, load_history
from tertulia.responses.posting import post_response


@pytest.fixture
def minutes(thread, reader, other_reader, now):
    """A thread told by minute: post at 0, then `edit(minute, text)` and `reply(minute)`."""

    class Told:
        response = post_response(thread=thread.pk, author=reader, text="The tram runs at five.", now=now).response

        def edit(self, minute, text):
            edit_response(response=self.response.pk, author=reader, text=text, now=now + timedelta(minutes=minute))

        def reply(self, minute):
            post = post_response(
                thread=thread.pk, author=other_reader, text="No.", parent=self.response.pk, now=now + timedelta(minutes=minute)
            )
            return post.response

    return Told()


def test_an_edit_after_a_reply_is_shown_word_by_word(minutes, now):
    minutes.reply(1)
    minutes.edit(2, "The tram runs at six.")
    (change,) = load_history(minutes.response.pk).changes
    assert change.at == now + timedelta(minutes=2)
    assert change.pieces == (("same", "The tram runs at "), ("gone", "five"), ("new", "six"), ("same", "."))


def test_an_edit_before_the_first_reply_stays_the_authors_own(minutes):
    minutes.edit(1, "The tram runs at six.")
    minutes.reply(2)
    history = load_history(minutes.response.pk)
    assert (history.was_edited, history.changes) == (True, ())
    minutes.edit(3, "The tram runs at seven.")
    (change,) = load_history(minutes.response.pk).changes
    assert ("gone", "six") in change.pieces
    assert "five" not in "".join(words for _kind, words in change.pieces)


def test_a_reply_that_was_removed_does_not_count(minutes, moderator):
    reply = minutes.reply(1)
    minutes.edit(2, "The tram runs at six.")
    remove_response(response=reply.pk, moderator=moderator)
    assert load_history(minutes.response.pk).changes == ()


def test_what_was_removed_has_no_history(minutes, moderator):
    minutes.reply(1)
    minutes.edit(2, "The tram runs at six.")
    remove_response(response=minutes.response.pk, moderator=moderator)
    with pytest.raises(NotFound):
        load_history(minutes.response.pk)


def test_the_page_shows_words_as_words(client, minutes):
    minutes.reply(1)
    minutes.edit(2, "The tram <b>runs</b> at six.")
    page = client.get(f"/responses/{minutes.response.pk}/history/").content.decode()
    assert "<del>five</del>" in page
    assert "&lt;" in page
    assert "<b>" not in page


@given(some.text(max_size=60), some.text(max_size=60))
def test_differences_hold_both_texts_whole(before, after):
    pieces = differences(before, after)
    assert "".join(words for kind, words in pieces if kind != "new") == before
    assert "".join(words for kind, words in pieces if kind != "gone") == after


def test_a_long_text_is_compared_by_sentences_and_one_made_to_take_long_as_a_whole():
    sentences = [f"This is sentence {number} of a very long text." for number in range(400)]
    changed = [*sentences[:200], "Another one.", *sentences[201:]]
    gone = [piece for kind, piece in differences("".join(sentences), "".join(changed)) if kind == "gone"]
    assert gone == [sentences[200]]
    before, after = "a.b!" * 3_000, "b!a." * 3_000
    assert differences(before, after) == (("gone", before), ("new", after))
