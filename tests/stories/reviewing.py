"""What the stories of the privacy review share: filling in a case."""

import re


def answer_check_list(person, reason="手順書と契約書の案で確かめた。"):
    """Answer every question of the page: 適, with the reason."""
    groups = person.page.get_by_role("group", name=re.compile(r"^審査項目\d+の答え$"))
    for number in range(1, groups.count() + 1):
        groups.nth(number - 1).get_by_label("適", exact=True).check()
        person.page.get_by_label(f"審査項目{number}の理由", exact=True).fill(reason)
    assert groups.count() >= 3


def open_case(person, criterion):
    """From the undertaking's page to the case's."""
    person.follow(criterion, within="main table")


def decide(person, undertaking, criterion, button):
    """From 今日の仕事 through the queue to the case, and decide on it."""
    person.visit("/review-cases/queue/")
    row = (
        person.page.locator("tbody")
        .filter(has_text=undertaking)
        .get_by_role("link", name=criterion, exact=True)
    )
    person._leave(lambda: row.click())
    person.press(button)
