import pytest

from core.reports.numbering import number_of


@pytest.mark.parametrize(
    ("level", "position", "number"),
    [(1, 1, "１"), (1, 9, "９"), (1, 10, "10"), (2, 3, "（３）"), (3, 1, "①"), (3, 20, "⑳"), (3, 21, "(21)")],
)
def test_numbering_follows_the_publication(level, position, number):
    assert number_of(level, position) == number
