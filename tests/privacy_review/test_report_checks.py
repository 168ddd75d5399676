"""What the privacy review report's own check finds in its cases."""

from datetime import date

import pytest

from core.reports.checks import Severity, findings_of
from core.reports.document import Document
from tests import factories

pytestmark = pytest.mark.django_db


def test_case_whose_flag_and_categories_disagree_is_a_warning():
    report = factories.make_report(
        kind="privacy_review", fiscal_year=None, starts_on=date(2023, 4, 2), ends_on=date(2023, 8, 31)
    )
    day = {"reviewed_on": date(2023, 5, 1)}
    factories.make_case(factories.make_care_category(), ordinance_special_care=True, **day)
    factories.make_case(ordinance_special_care=False, **day)
    assert findings_of(Document(report)) == []
    factories.make_case(ordinance_special_care=True, content="児童の調査を委託する。", **day)
    factories.make_case(factories.make_care_category(), ordinance_special_care=False, **day)
    missing, surplus = findings_of(Document(report))
    assert (missing.check_name, missing.severity, missing.place) == (
        "care_categories",
        Severity.WARNING,
        "外部委託",
    )
    assert missing.sentence == (
        "「児童の調査を委託する。」の案件で、条例要配慮個人情報の内容がありません。案件を直してください。"
    )
    assert "条例要配慮個人情報が「無」なのに、その内容があります" in surplus.sentence
