"""Messages to browsers are sealed as the standard's own example is."""

from cryptography.hazmat.primitives.asymmetric import ec

from tertulia.delivery.sealing import seal
from tertulia.notifications.push_keys import to_base64url
from tertulia.notifications.subscribing import from_base64url

# RFC 8291, appendix A
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuw"
    "XPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_is_sealed_as_it_says():
    number = int.from_bytes(from_base64url(SENDER))
    sealed = seal(
        b"When I grow up, I want to be a watermelon",
        key=from_base64url(BROWSER),
        secret=from_base64url(SECRET),
        ours=ec.derive_private_key(number, ec.SECP256R1()),
        salt=from_base64url(SALT),
    )
    assert to_base64url(sealed) == SEALED


def test_the_same_message_never_looks_the_same():
    key, secret = from_base64url(BROWSER), from_base64url(SECRET)
    assert seal(b"word", key=key, secret=secret) != seal(b"word", key=key, secret=secret)
