from tertulia.readers.models import Token
from tertulia.readers.tokens import create_token, reader_of_token


def test_a_token_stands_for_its_reader(reader, other_reader):
    token, other = create_token(reader=reader), create_token(reader=other_reader)
    assert (reader_of_token(token), reader_of_token(other)) == (reader, other_reader)
    for wrong in ("", "tt_", token[:-1], token + "x", token.upper(), Token.objects.first().digest, "\x00"):
        assert reader_of_token(wrong) is None


def test_the_token_of_a_closed_account_stands_for_nobody(reader):
    token = create_token(reader=reader)
    reader.is_active = False
    reader.save()
    assert reader_of_token(token) is None
