"""Whatever changes in a register shows in the next rendering: in the table, the prose and the file alike."""

from datetime import date, time

import pytest

from core.models import Municipality, Report
from core.reports.document import Document
from core.reports.files import exhibit_csv
from mynumber.models import AgendaItem, FlowFigure, Meeting, StockFigure, Window, WindowHours
from mynumber.models.scheme import Scheme
from privacy_review.models import ImplementingBody, ReviewCase
from registry.models import Site, Terminal


def csv_of(number, slug):
    """The exhibit's file, its lines split at the commas."""
    exhibit = Document(Report.objects.get(number=number)).exhibit(slug)
    return [line.split(",") for line in exhibit_csv(exhibit).decode("utf-8-sig").splitlines()]


def line_of(number, slug, word):
    (line,) = [line for line in csv_of(number, slug) if word in line]
    return line


def test_changed_figure_shows_in_table_total_cumulative_and_file(text_of):
    before = text_of(361)
    assert "３８，９６５件" in before
    figure = FlowFigure.objects.get(series__code="exceptional_move_out", fiscal_year=2022)
    figure.whole_year += 35
    figure.save()
    after = text_of(361)
    assert "１３，６６５件" in after
    assert "３９，０００件" in after
    assert "３８，９６５件" not in after
    assert line_of(361, "exceptional_moves", "特例転出")[2:5] == ["9254", "13665", "39000"]


def test_changed_lookups_show_in_their_total(text_of):
    assert "２１，２６５件" in text_of(361)
    figure = FlowFigure.objects.get(series__code="lookups_elections", fiscal_year=2022)
    figure.whole_year -= 30
    figure.save()
    text = text_of(361)
    assert "２１，２３５件" in text
    assert line_of(361, "lookups", "合計")[3] == "21235"


def test_changed_part_shows_in_its_sum(text_of):
    assert "６６２，９７７件" in text_of(361)
    stock = StockFigure.objects.get(series__code="card_not_yet_issued", as_of=date(2023, 3, 31))
    stock.value += 23
    stock.save()
    assert "６６３，０００件" in text_of(361)


def test_share_of_population_is_computed_where_the_population_is_known(text_of):
    from mynumber.models import Series

    StockFigure.objects.create(
        series=Series.objects.get(code="population"), as_of=date(2023, 4, 1), value=1_000_000
    )
    text = text_of(361)
    assert "（５３．７％）" in text
    assert "（５８．６％）" not in text
    assert "（４４．８％）" in text


def test_terminal_at_a_new_site_shows_in_prose_and_exhibit(text_of):
    assert "住民記録のほか２２か所" in text_of(361)
    site = Site.objects.create(
        code="futako",
        name="二子まちづくりセンター",
        short_name="二子",
        kind=Site.Kind.TOWN_CENTRE,
        starts_on=date(2023, 3, 27),
        order=990,
    )
    Terminal.objects.create(number="T-990", site=site, starts_on=date(2023, 3, 27))
    text = text_of(361)
    assert "住民記録のほか２３か所" in text
    assert "６つのまちづくりセンター（上馬、梅丘、奥沢、祖師谷、上祖師谷、二子）" in text
    assert "24" in line_of(361, "terminals", "合計")


def test_retired_terminal_no_longer_counts(text_of):
    terminal = Terminal.objects.filter(site__kind=Site.Kind.TOWN_CENTRE).first()
    terminal.ends_on = date(2023, 3, 30)
    terminal.save()
    assert "住民記録のほか２１か所" in text_of(361)


def test_new_window_shows_with_its_hours(text_of):
    window = Window.objects.create(
        name="二子玉川臨時窓口", at_issuance=True, starts_on=date(2022, 10, 1), order=99
    )
    WindowHours.objects.create(window=window, days="水", opens_at=time(10), closes_at=time(15, 30))
    text = text_of(361)
    assert "二子玉川臨時窓口" in text
    assert "水：10:00～15:30" in text
    assert "15:30" in line_of(361, "card_windows", "二子玉川臨時窓口")


def test_window_without_hours_shows_all_the_same(text_of):
    Window.objects.create(name="準備中の窓口", at_issuance=True, order=99)
    Window.objects.create(name="準備中の窓口２", service=Window.Service.CERTIFICATES, order=99)
    text = text_of(361)
    assert text.count("準備中の窓口") == 2
    assert "交" in line_of(361, "card_windows", "準備中の窓口")
    assert line_of(361, "certificate_windows", "準備中の窓口２")


def test_certificate_windows_with_the_same_hours_stand_together(text_of):
    second = Window.objects.get(name="梅丘まちづくりセンター")
    WindowHours.objects.create(window=second, days="水曜", opens_at=time(9), closes_at=time(12), order=99)
    text = text_of(361)
    assert text.count("月～金\n8:30～17:00") == 1
    assert text.count("水曜\n9:00～12:00") == 1


def test_section_with_an_unknown_exhibit_says_so(text_of):
    Report.objects.get(number=361).sections.filter(exhibit="lookups").update(exhibit="lookup")
    assert "【不明な表：lookup】" in text_of(361)


def test_window_closed_before_the_year_does_not_show(text_of):
    Window.objects.filter(name="臨時窓口").update(ends_on=date(2022, 3, 31))
    assert "臨時窓口" not in text_of(361)


@pytest.mark.parametrize(
    ("scheme", "number", "place"), [(Scheme.JUKI_NET, 3, "（３）"), (Scheme.MY_NUMBER, 4, "（４）")]
)
def test_new_meeting_shows_and_is_numbered(text_of, scheme, number, place):
    meeting = Meeting.objects.create(
        scheme=scheme, fiscal_year=2022, number=number, held_on=date(2023, 3, 30)
    )
    AgendaItem.objects.create(meeting=meeting, kind=AgendaItem.Kind.REPORT, title="臨時の報告について")
    text = text_of(361)
    heading = f"第{'０１２３４'[number]}回{scheme.label}セキュリティ会議（令和５年３月３０日）"
    assert f"{place} {heading}" in text
    assert "臨時の報告について" in text
    assert "臨時の報告について" in line_of(361, f"{scheme.value}_meetings", "2023-03-30")


def test_meeting_without_agenda_shows_all_the_same(text_of):
    Meeting.objects.create(scheme=Scheme.JUKI_NET, fiscal_year=2022, number=3, held_on=date(2023, 3, 30))
    assert "（３） 第３回住民基本台帳ネットワークシステムセキュリティ会議（令和５年３月３０日）" in text_of(
        361
    )


def test_new_case_counts_and_is_listed(text_of):
    case = ReviewCase.objects.filter(criterion="outsourcing", special_care=True).first()
    ReviewCase.objects.create(
        criterion="outsourcing",
        implementing_body=ImplementingBody.objects.get(name="教育委員会"),
        department=case.department,
        state="recorded",
        reviewed_on=date(2023, 8, 1),
        content="学校給食の調査を委託する。",
        special_care=True,
        order=999,
    )
    text = text_of(362)
    assert "学校給食の調査を委託する。" in text
    assert line_of(362, "review_counts_outsourcing", "教育委員会")[2:5] == ["5", "1", "0"]
    assert line_of(362, "review_counts_outsourcing", "合計")[2:5] == ["36", "5", "4"]
    assert csv_of(362, "review_cases_outsourcing")[-1][0] == "5"


def test_case_outside_the_period_neither_counts_nor_is_listed(text_of):
    before = text_of(362)
    case = ReviewCase.objects.filter(criterion="outsourcing", special_care=True).first()
    case.pk, case.ordinance_special_care = None, False
    case.reviewed_on = date(2023, 9, 1)
    case.save()
    assert text_of(362) == before


def test_municipality_by_another_name_prints_it(text_of):
    Municipality.objects.update(name="架空市")
    text = text_of(361)
    assert "架空市住民基本台帳ネットワークシステムのセキュリティ対策に関する条例" in text
    assert "※他市町村で架空市の住民票を請求" in text
