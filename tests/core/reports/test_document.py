"""The order of a report's sections: on paper, in its contents and in what stands for a section's number."""

import pytest

from core.reports.document import Document
from core.reports.render import report_html
from tests.factories import make_report, make_section

pytestmark = pytest.mark.django_db


def test_what_stands_behind_an_attachment_prints_before_it_and_is_told_so():
    """Attachments are sheets of their own, behind all others: a section may be added after them."""
    report = make_report(preamble="{{ section:last }}を見ること。")
    make_section(report=report, slug="first", heading="一番目", order=1)
    make_section(
        report=report, slug="sheet", heading="別の紙", order=2, numbering="attachment", running_head="資料1"
    )
    make_section(report=report, slug="last", heading="あとから", order=3)
    document = Document(report)
    html = report_html(document)
    on_paper = sorted(("一番目", "別の紙", "あとから"), key=html.index)
    assert [line.heading for line in document.contents] == on_paper == ["一番目", "あとから", "別の紙"]
    assert document.places == {"first": "１", "last": "２", "sheet": ""}
    assert "２を見ること。" in html


def test_first_and_last_attachment_are_those_that_print_first_and_last():
    report = make_report(preamble="{{ attachments.first }}から{{ attachments.last }}まで。")
    for slug, order in (("c", 3), ("a", 1), ("b", 2)):
        make_section(
            report=report,
            slug=slug,
            heading=f"別の紙{order}",
            order=order,
            numbering="attachment",
            running_head=f"資料{order}",
        )
    document = Document(report)
    assert document.attachments == ["資料1", "資料2", "資料3"]
    html = report_html(document)
    assert "資料1から資料3まで。" in html
    assert html.index("別の紙1") < html.index("別の紙2") < html.index("別の紙3")
