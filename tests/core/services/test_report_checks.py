"""Acknowledging warnings: by those who draft the report, with a reason, until it is published."""

from datetime import date

import pytest

from core.errors import DomainError, NotPermittedError
from core.models import CheckAcknowledgement
from core.reports.checks import findings_of, identity_of, reasons_against_publishing
from core.reports.document import Document
from core.services.report_checks import acknowledge, take_back_acknowledgement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    """A report in which no drill is told of: a warning."""
    report = factories.make_report()
    factories.make_section(report=report, heading="訓練", exhibit="csirt_drills")
    return report


@pytest.fixture
def drafter():
    return factories.make_staff("mynumber")


def warning(report):
    (finding,) = findings_of(Document(report))
    return identity_of(finding)


def reasons_of(call, **options):
    with pytest.raises(DomainError) as caught:
        call(**options)
    return caught.value.reasons


def test_acknowledged_warning_keeps_who_why_and_what_was_said(report, drafter):
    kept = acknowledge(
        report=report, identity=warning(report), reason=" この年度は行わなかった。 ", actor=drafter
    )
    assert (kept.given_by, kept.reason) == (drafter, "この年度は行わなかった。")
    assert identity_of(kept) == warning(report)
    assert reasons_against_publishing(Document(report)) == []
    (event,) = CheckAcknowledgement.events.rel.related_model.objects.filter(pgh_obj=kept.pk)
    assert event.pgh_context["action"] == "acknowledge_check"
    assert event.pgh_context["user"] == drafter.pk
    assert event.pgh_context["reason"] == "この年度は行わなかった。"


def test_reason_must_be_one(report, drafter):
    told = reasons_of(acknowledge, report=report, identity=warning(report), reason="  ", actor=drafter)
    assert told == ("理由を入れてください。",)
    told = reasons_of(acknowledge, report=report, identity=warning(report), reason="長" * 201, actor=drafter)
    assert told[0].startswith("理由：この値は 200 文字以下でなければなりません")
    assert not report.acknowledgements.exists()


def test_reason_with_a_my_number_is_refused(report, drafter):
    told = reasons_of(
        acknowledge, report=report, identity=warning(report), reason="123456789018のため", actor=drafter
    )
    assert "個人番号（マイナンバー）と思われる12桁の数字があります" in told[0]


def test_warning_that_is_gone_is_not_acknowledged(report, drafter):
    identity = warning(report)
    factories.make_csirt_drill(held_on=date(2022, 10, 28))
    told = reasons_of(acknowledge, report=report, identity=identity, reason="理由", actor=drafter)
    assert told[0].startswith("この注意は、もうありません。")


def test_error_is_not_acknowledged(report, drafter):
    factories.make_section(report=report, order=2, exhibit="no-such-exhibit")
    error = next(each for each in findings_of(Document(report)) if each.is_error)
    told = reasons_of(acknowledge, report=report, identity=identity_of(error), reason="理由", actor=drafter)
    assert told == ("これは注意ではなく誤りです。確認では済まないので、直してください。",)


def test_second_acknowledgement_of_the_same_is_refused(report, drafter):
    acknowledge(report=report, identity=warning(report), reason="一人目", actor=drafter)
    told = reasons_of(acknowledge, report=report, identity=warning(report), reason="二人目", actor=drafter)
    assert told == ("この注意は、すでに確認されています。画面を開き直してください。",)


@pytest.mark.parametrize("role", ["privacy", "publisher", "auditor", "clerk"])
def test_who_does_not_draft_this_kind_of_report_acknowledges_nothing(report, role):
    person = factories.make_staff(role)
    with pytest.raises(NotPermittedError):
        acknowledge(report=report, identity=warning(report), reason="理由", actor=person)
    given = factories.make_acknowledgement(report=report)
    with pytest.raises(NotPermittedError):
        take_back_acknowledgement(acknowledgement=given, actor=person)


def test_report_in_review_may_still_be_looked_after(report, drafter):
    factories.advance_report(report, "in_review")
    acknowledge(report=report, identity=warning(report), reason="行わなかった", actor=drafter)
    assert report.acknowledgements.count() == 1


def test_published_report_keeps_its_acknowledgements_as_they_are(report, drafter):
    identity = warning(report)
    given = acknowledge(report=report, identity=identity, reason="行わなかった", actor=drafter)
    factories.advance_report(report, "published")
    closed = ("公表した報告書の点検は変えられません。",)
    assert reasons_of(take_back_acknowledgement, acknowledgement=given, actor=drafter) == closed
    assert (
        reasons_of(acknowledge, report=report, identity=identity, reason="もう一度", actor=drafter) == closed
    )
    assert report.acknowledgements.get() == given


def test_acknowledgement_that_is_taken_back_is_gone_but_in_the_trail(report, drafter):
    given = acknowledge(report=report, identity=warning(report), reason="行わなかった", actor=drafter)
    key = given.pk
    take_back_acknowledgement(acknowledgement=given, actor=drafter)
    assert not report.acknowledgements.exists()
    assert len(reasons_against_publishing(Document(report))) == 1
    last = CheckAcknowledgement.events.rel.related_model.objects.filter(pgh_obj=key).order_by("pgh_id").last()
    assert (last.pgh_label, last.pgh_context["action"]) == ("delete", "take_back_acknowledgement")
    assert last.reason == "行わなかった"
