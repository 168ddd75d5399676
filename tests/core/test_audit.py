"""The context of changes: who, which action, and why."""

import pytest

from core.audit import act
from core.history import history_of
from tests.factories import make_department, make_staff

pytestmark = pytest.mark.django_db


def change(department, section):
    department.section = section
    department.save(update_fields=["section"])


def told(record):
    return [(step.action, step.reason, step.changes[0].fields[0].after) for step in history_of(record)][:-1]


def test_act_within_an_act_keeps_its_words_to_itself():
    department = make_department()
    with act("edit", by=make_staff(), reason="外側の理由"):
        change(department, "第一")
        with act("import", reason="内側の理由"):
            change(department, "第二")
        change(department, "第三")
    words = [
        (event.pgh_context["action"], event.pgh_context["reason"], event.section)
        for event in department.events.order_by("pgh_id")[1:]
    ]
    assert words == [
        ("edit", "外側の理由", "第一"),
        ("import", "内側の理由", "第二"),
        ("edit", "外側の理由", "第三"),
    ]


def test_act_without_a_reason_takes_that_of_the_act_around_it():
    department = make_department()
    with act("edit", reason="外側の理由"), act("import"):
        change(department, "第一")
    assert told(department) == [("ファイルの取込み", "外側の理由", "第一")]


def test_act_after_another_does_not_inherit_its_reason():
    department = make_department()
    with act("edit"):
        with act("import", reason="先の理由"):
            pass
        change(department, "第一")
    assert told(department) == [("画面での入力", "", "第一")]
