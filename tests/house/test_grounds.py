import pytest

from tertulia.errors import UnknownGround
from tertulia.house.grounds import MATTERS, Category, Ground, parse_ground


@pytest.mark.parametrize(
    ("written", "ground"),
    [
        ("house:insult", Ground("house", "insult")),
        ("insult", Ground("house", "insult")),
        (" LAW:Violence ", Ground("law", "violence")),
        ("law:minors", Ground("law", "minors")),
    ],
)
def test_a_ground_is_read_from_its_written_form(written, ground):
    assert parse_ground(written) == ground
    assert parse_ground(str(ground)) == ground


@pytest.mark.parametrize("written", ["", ":", "house:", "law:", "law:taste", "elsewhere:insult", "a:b:c", "law:law:violence"])
def test_what_is_no_ground_is_refused(written):
    with pytest.raises(UnknownGround):
        parse_ground(written)


def test_every_category_of_the_commission_but_the_houses_own_has_a_matter():
    assert {matter.category for matter in MATTERS.values()} == set(Category) - {Category.OTHER_VIOLATION_TC}
    assert max(len(f"law:{key}") for key in MATTERS) <= 40
