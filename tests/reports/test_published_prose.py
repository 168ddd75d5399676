"""What stands typed in the published reports: words. Figures, days and names of a register are facts."""

import re
from decimal import Decimal
from itertools import product

from django.conf import settings

from core.calendar import wareki
from core.models import Department, Report, Section
from core.reports.printing import printed
from core.reports.prose import BRACES
from core.text import to_full_width
from mynumber.models import CsirtDrill, FigureTable, Incident, Meeting, Series, Window
from mynumber.statistics import Figures
from registry.models import Site

PUBLISHED = (settings.BASE_DIR / "tests" / "oracle" / "reports-361-362.txt").read_text(encoding="utf-8")


def test_reports_name_their_departments_in_the_published_order(setagaya):
    named = {
        report.number: [str(each.department) for each in report.report_departments.all()]
        for report in Report.objects.all()
    }
    assert named == {
        361: ["地域行政部 住民記録・戸籍課", "地域行政部 マイナンバー担当課"],
        362: ["総務部 区政情報課"],
    }
    assert Department.objects.count() == 6


def typed_texts():
    """What stands typed in the two reports, without the facts that are filled in."""
    for report in Report.objects.all():
        yield from (report.title, report.subtitle, report.preamble)
    for section in Section.objects.all():
        yield from (section.heading, section.heading_note, section.body, section.after)


def typed():
    return "\n".join(BRACES.sub("", text) for text in typed_texts())


def test_known_figures_and_names_are_not_typed_in_the_prose(setagaya):
    text = typed()
    for known in (
        "９，２５４",
        "２２か所",
        "５つの",
        "令和４年度",
        "令和５年３月３１日",
        "上馬",
        "世田谷区",
        "７（３）",
    ):
        assert known in PUBLISHED
        assert known not in text


def test_no_figure_of_a_register_is_typed_in_the_prose(setagaya):
    figures = Figures(through=2022)
    values = set()
    for series, year in product(figures.series.values(), (2021, 2022)):
        shown = [figures.of_column(series, basis, year) for basis in FigureTable.Basis.values]
        shown.append(figures.cumulative(series, year))
        values |= {printed(value, series.unit) for value in shown if isinstance(value, int | Decimal)}
    assert "１３，６３０件" in values
    text = typed()
    assert not [value for value in values if value in text]


def test_no_day_of_a_register_is_typed_in_the_prose(setagaya):
    days = {
        *Meeting.objects.values_list("held_on", flat=True),
        *Incident.objects.values_list("known_on", flat=True),
        *CsirtDrill.objects.values_list("held_on", flat=True),
        *Window.objects.exclude(starts_on=None).values_list("starts_on", flat=True),
        *Site.objects.exclude(starts_on=None).values_list("starts_on", flat=True),
        *Series.objects.exclude(started_on=None).values_list("started_on", flat=True),
        *(day for report in Report.objects.all() for day in (report.starts_on, report.ends_on)),
        *Report.objects.values_list("issued_on", flat=True),
    }
    text = typed()
    written = {to_full_width(wareki(day)) for day in days}
    assert len(written) > 15
    assert not [day for day in written if day in text]


def test_prose_is_the_published_text_at_its_widths(setagaya):
    """Between its facts every line is found in the publication, whose line ends are none in Japanese."""
    squeezed = re.sub(r"[\s・]+", "", PUBLISHED)
    for text in typed_texts():
        for part in re.split(r"\{\{.*?\}\}|\n\s*(?:- )?", text.removeprefix("- ")):
            assert re.sub(r"[\s・]+", "", part) in squeezed
