"""The board of submissions: where each department's quarter stands, reminding, closing, paper and files."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from core.calendar import Quarter, fiscal_year_label, quarter_of, today
from core.errors import DomainError, NotPermittedError
from core.history import history_of
from core.models import AccessEvent, Notice
from mynumber.board import Board
from mynumber.models import FigureCorrection, Submission
from mynumber.services.closing import lock_confirmed
from mynumber.services.correction import propose_correction
from mynumber.services.reminding import remind
from mynumber.work_board import waiting as late_departments
from mynumber.work_corrections import waiting as corrections_waiting
from tests.factories import (
    advance_submission,
    make_department,
    make_figure_terms,
    make_flow_figure,
    make_series,
    make_staff,
    make_stock_figure,
    make_submission,
    make_sum,
)
from tests.mynumber.offices import make_office
from tests.pages import text_of

pytestmark = pytest.mark.django_db

YEAR = 2022
FIRST = Quarter(YEAR, 1)
AFTER = date(2023, 6, 1)  # every quarter of 令和4年度 is over and due


@pytest.fixture
def seer():
    return make_staff("mynumber", name="総務 太郎")


def cells_of(department, person=None, day=AFTER):
    board = Board(YEAR, person or make_staff("mynumber"), day)
    (line,) = [line for line in board.lines if line.department == department]
    return line.cells


def words(department, **said):
    return [cell.words for cell in cells_of(department, **said)]


# --- Where a quarter stands --------------------------------------------------------------------------------


def test_quarter_is_told_by_what_has_become_of_it():
    department = make_department()
    one, other = (make_series(department=department) for _ in range(2))
    make_flow_figure(series=one, q1=None, q2=20, q3=None, q4=None)
    make_flow_figure(series=other, q1=None, q2=None, q3=0, q4=None)
    assert words(department) == ["未着手", "入力中 1/2件", "入力中 1/2件", "未着手"]
    for number, state in ((1, "submitted"), (2, "returned"), (3, "confirmed"), (4, "locked")):
        make_submission(department=department, quarter=number, state=state)
    assert words(department) == ["確認待ち", "差戻し", "確定", "締切り済み"]


def test_quarter_that_runs_is_not_yet_due():
    department = make_department()
    make_series(department=department)
    assert words(department, day=date(2022, 6, 30)) == ["まだ"] * 4
    assert words(department, day=date(2022, 7, 1)) == ["未着手", "まだ", "まだ", "まだ"]


def test_quarter_is_late_from_the_day_after_it_was_due():
    department = make_department()
    make_series(department=department)
    make_figure_terms(due_days=15)
    first = cells_of(department, day=date(2022, 7, 15))[0]
    assert (first.due_on, first.is_late) == (date(2022, 7, 15), False)
    first = cells_of(department, day=date(2022, 7, 18))[0]
    assert (first.is_late, first.days_late) == (True, 3)


@pytest.mark.parametrize(
    ("state", "late", "waits"),
    [
        ("open", True, True),
        ("returned", True, True),
        ("submitted", False, True),
        ("confirmed", False, False),
        ("locked", False, False),
    ],
)
def test_what_was_handed_in_is_not_late_and_what_stands_waits_for_nobody(state, late, waits):
    submission = make_submission(state=state)
    make_series(department=submission.department)
    first = cells_of(submission.department)[0]
    assert (first.is_late, first.is_waited_for) == (late, waits)


def test_cell_says_since_when_and_by_whom():
    submission = make_submission(state="confirmed", confirmed_by=make_staff(name="確認 一郎"))
    first, second, *_ = cells_of(submission.department)
    assert first.since == (submission.confirmed_at, submission.confirmed_by)
    assert second.since is None


def test_only_what_people_enter_is_counted():
    """No sum, no year known as a whole, no series that has ended, no share whose denominator is known."""
    department = make_department()
    part = make_series(department=department)
    make_sum(part, department=department)
    make_flow_figure(series=make_series(department=department), whole_year=100)
    make_series(department=department, ended_on=date(2022, 6, 30))
    below = make_series(kind="stock", department=department)
    above = make_series(kind="stock", department=department)
    make_series(kind="stock", unit="％", department=department, numerator=above, denominator=below)
    make_stock_figure(series=below, as_of=date(2023, 3, 31))
    cells = cells_of(department)
    # Flows: the part, and in the first quarter what ended then. Stocks at each quarter's end: three of them
    # until the denominator is known.
    assert [cell.asked for cell in cells] == [2 + 3, 1 + 3, 1 + 3, 1 + 2]
    assert [cell.entered for cell in cells] == [0, 0, 0, 1]


def test_share_does_not_wait_for_a_part_of_its_denominator_that_has_ended():
    """The sheet computes it: so the board does not count it as typed."""
    department = make_department()
    ended = make_series(kind="stock", ended_on=date(2022, 12, 31))
    going_on = make_series(kind="stock")
    above = make_series(kind="stock", department=department)
    make_series(
        kind="stock", unit="％", department=department, numerator=above, denominator=make_sum(ended, going_on)
    )
    make_stock_figure(series=going_on, as_of=date(2023, 3, 31))
    assert [cell.asked for cell in cells_of(department)] == [2, 2, 2, 1]
    # Nor while what has ended has a figure all the same, and where nothing else is known.
    make_stock_figure(series=ended, as_of=date(2023, 3, 31), value=0)
    assert cells_of(department)[3].asked == 1


def test_share_waits_for_a_part_of_its_denominator_that_goes_on():
    department = make_department()
    known, missing = make_series(kind="stock"), make_series(kind="stock")
    above = make_series(kind="stock", department=department)
    make_series(
        kind="stock", unit="％", department=department, numerator=above, denominator=make_sum(known, missing)
    )
    make_stock_figure(series=known, as_of=date(2023, 3, 31))
    assert cells_of(department)[3].asked == 2
    make_stock_figure(series=missing, as_of=date(2023, 3, 31))
    assert cells_of(department)[3].asked == 1


def test_year_known_as_a_whole_asks_nothing():
    department = make_department()
    make_flow_figure(series=make_series(department=department), whole_year=100)
    board = Board(YEAR, make_staff("mynumber"), AFTER)
    assert department not in [line.department for line in board.lines]


def test_departments_stand_in_their_order_and_those_that_answer_for_nothing_do_not(seer):
    later, first = make_department(order=2), make_department(order=1)
    make_department(order=0)
    for department in (later, first):
        make_series(department=department)
    assert [line.department for line in Board(YEAR, seer, AFTER).lines] == [first, later]


def test_people_see_the_own_department_alone():
    mine, theirs = make_department(), make_department()
    for department in (mine, theirs):
        make_series(department=department)
    for role in ("clerk", "manager"):
        board = Board(YEAR, make_staff(role, department=mine), AFTER)
        assert [line.department for line in board.lines] == [mine]
    assert Board(YEAR, make_staff("clerk"), AFTER).lines == []


# --- Reminding ---------------------------------------------------------------------------------------------


@pytest.fixture
def office():
    """令和4年度第1四半期 is not handed in: one of two figures is missing."""
    made = make_office("住民課")
    make_series(department=made.department)
    return made


def test_reminding_tells_the_clerks_with_the_way_to_their_sheet(office, seer):
    make_staff("clerk", department=make_department())
    reminded = remind(FIRST, department=office.department.pk, actor=seer)
    assert (reminded.done, reminded.nobody) == ([office.department], [])
    notice = Notice.objects.get()
    assert notice.recipient == office.clerk
    assert notice.title.startswith("四半期の実績の提出が遅れています：地域行政部 住民課 令和4年度第1四半期")
    assert notice.detail == "提出期限は令和4年7月20日です。まだ入力されていない項目が2件あります。"
    assert notice.url == f"/figure-sheets/{office.department.pk}/2022/1/"


def test_reminding_of_what_was_submitted_tells_the_managers_but_for_who_submitted(office, seer):
    both = make_staff("manager", department=office.department)
    office.hand_in(1, "submitted", submitted_by=both)
    remind(FIRST, department=office.department.pk, actor=seer)
    notice = Notice.objects.get()
    assert notice.recipient == office.manager
    assert notice.title.startswith("四半期の実績の確認をお願いします：")


def test_reminding_stands_in_the_trail_with_who_did_it(office, seer):
    remind(FIRST, department=office.department.pk, actor=seer)
    submission = Submission.objects.get()
    assert submission.state == "open"
    assert (timezone.now() - submission.reminded_at) < timedelta(minutes=1)
    step = history_of(submission)[0]
    assert (step.who, step.action) == ("総務 太郎", "実績の提出の催促")


def test_department_is_reminded_once_a_day(office, seer):
    remind(FIRST, department=office.department.pk, actor=seer)
    with pytest.raises(DomainError) as refused:
        remind(FIRST, department=office.department.pk, actor=seer)
    sentence = f"{office.department}には、今日すでに促しています。促せるのは1日に1回です。"
    assert refused.value.reasons == (sentence,)
    assert Notice.objects.count() == 1
    yesterday = timezone.now() - timedelta(days=1)
    Submission.objects.update(reminded_at=yesterday)
    remind(FIRST, department=office.department.pk, actor=seer)
    assert Notice.objects.count() == 2


def test_all_that_have_not_handed_in_are_reminded_and_no_other(office, seer):
    returned, submitted, confirmed = (make_office(name) for name in ("差戻課", "提出課", "確定課"))
    for each, state in ((returned, "returned"), (submitted, "submitted"), (confirmed, "confirmed")):
        each.hand_in(1, state)
    deserted = make_department(section="無人課")
    make_series(department=deserted)
    reminded = remind(FIRST, actor=seer)
    assert set(reminded.done) == {office.department, returned.department}
    assert reminded.nobody == [deserted]
    assert {notice.recipient for notice in Notice.objects.all()} == {office.clerk, returned.clerk}
    assert Submission.objects.get(department=office.department).reminded_at is not None
    assert not Submission.objects.filter(department=deserted).exists()
    again = remind(FIRST, actor=seer)
    assert (again.done, again.nobody) == ([], [deserted])


def test_nobody_is_reminded_of_what_is_not_over_or_stands(office, seer):
    with pytest.raises(DomainError):
        remind(quarter_of(today()), department=office.department.pk, actor=seer)
    office.hand_in(1)
    with pytest.raises(DomainError) as refused:
        remind(FIRST, department=office.department.pk, actor=seer)
    assert refused.value.reasons == ("この課に待っているものはありません。画面を開き直してください。",)
    with pytest.raises(DomainError) as refused:
        remind(FIRST, actor=seer)
    assert "提出を促す課がありません。" in str(refused.value)
    assert not Notice.objects.exists()


def test_reminding_takes_the_right_to(office):
    with pytest.raises(NotPermittedError):
        remind(FIRST, actor=office.manager)


# --- Closing -----------------------------------------------------------------------------------------------


def test_closing_locks_what_is_confirmed_and_leaves_the_rest(office, seer):
    office.hand_in(1)
    submitted = make_submission(quarter=1, state="submitted")
    later = make_submission(quarter=2, state="confirmed")
    closed = lock_confirmed(FIRST, actor=seer)
    assert [each.department for each in closed.submissions] == [office.department]
    locked = Submission.objects.get(department=office.department)
    assert (locked.state, locked.locked_by) == ("locked", seer)
    for other, state in ((submitted, "submitted"), (later, "confirmed")):
        other.refresh_from_db()
        assert other.state == state
    with pytest.raises(DomainError) as refused:
        lock_confirmed(FIRST, actor=seer)
    assert "締め切る課がありません。" in str(refused.value)


def test_closing_takes_the_right_to(office):
    office.hand_in(1)
    with pytest.raises(NotPermittedError):
        lock_confirmed(FIRST, actor=office.manager)


# --- The page ----------------------------------------------------------------------------------------------

BOARD = "/submissions/"
OF_YEAR = f"{BOARD}?fiscal_year=令和4年度"


def test_page_shows_each_quarter_in_words_with_its_sheet(client, office, seer):
    office.hand_in(2, "submitted")
    client.force_login(seer)
    body = text_of(client.get(OF_YEAR))
    assert "<h1>実績の提出状況</h1>" in body
    assert '<span class="badge badge-key">確認待ち</span>' in body
    assert "入力 花子" in body
    assert '<span class="badge badge-error">期限切れ ' in body
    assert f'href="/figure-sheets/{office.department.pk}/2022/2/"' in body
    assert "提出期限 7月20日" in body
    assert "未提出の課すべてに促す" in body
    assert "確認を促す" in body
    assert "確定したものを締め切る" not in body  # nothing is confirmed


def test_page_begins_with_the_year_of_the_quarter_that_closed_last(client, seer):
    client.force_login(seer)
    year = fiscal_year_label(quarter_of(today()).previous().fiscal_year)
    assert f'value="{year}"' in text_of(client.get(BOARD))


def test_year_that_cannot_be_read_shows_no_board(client, seer):
    client.force_login(seer)
    body = text_of(client.get(f"{BOARD}?fiscal_year=昨年度"))
    assert "年度を読み取れないため、何も表示していません。" in body
    assert client.get(f"{BOARD}export/?fiscal_year=昨年度").status_code == 302


def test_those_without_the_rights_have_no_buttons(client, office):
    office.hand_in(1)
    for person in (office.clerk, office.manager, make_staff("auditor")):
        client.force_login(person)
        body = text_of(client.get(OF_YEAR))
        assert "住民課" in body
        assert "促す" not in body.replace("提出を促", "")
        assert "締め切る</button>" not in body
        for act in ("remind", "lock"):
            sent = {"fiscal_year": "2022", "quarter": "1", "department": "all"}
            assert client.post(f"{BOARD}{act}/", sent).status_code == 403


def test_button_reminds_and_says_so(client, office, seer):
    client.force_login(seer)
    sent = {"fiscal_year": "2022", "quarter": "1", "department": str(office.department.pk)}
    done = text_of(client.post(f"{BOARD}remind/", sent, follow=True))
    assert "地域行政部 住民課に促しました。お知らせとメールを送っています。" in done
    assert "に促しました</p>" in done
    again = text_of(client.post(f"{BOARD}remind/", sent, follow=True))
    assert "今日すでに促しています。" in again


def test_department_without_people_is_named(client, seer):
    deserted = make_department(section="無人課")
    make_series(department=deserted)
    client.force_login(seer)
    sent = {"fiscal_year": "2022", "quarter": "1", "department": "all"}
    done = text_of(client.post(f"{BOARD}remind/", sent, follow=True))
    assert "地域行政部 無人課には、促す相手（実績入力か実績確認の職員）がいません。" in done


def test_button_closes_and_names_who_is_left(client, office, seer):
    office.hand_in(1)
    make_series(department=make_department(section="遅れ課"))
    client.force_login(seer)
    assert "確定したものを締め切る" in text_of(client.get(OF_YEAR))
    done = text_of(client.post(f"{BOARD}lock/", {"fiscal_year": "2022", "quarter": "1"}, follow=True))
    assert "令和4年度第1四半期（4～6月）を1課で締め切りました（地域行政部 住民課）。" in done
    assert "まだ確定していない1課は締め切っていません（地域行政部 遅れ課）。" in done


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"fiscal_year": "2022", "quarter": "5", "department": "all"},
        {"fiscal_year": "999999", "quarter": "1", "department": "all"},
        {"fiscal_year": "2022", "quarter": "1", "department": "some"},
    ],
)
def test_request_that_names_no_quarter_or_department_is_none(client, seer, sent):
    client.force_login(seer)
    assert client.post(f"{BOARD}remind/", sent).status_code == 400


def test_paper_has_no_buttons_and_stands_in_the_access_log(client, office, seer):
    client.force_login(seer)
    body = text_of(client.get(f"{BOARD}print/?fiscal_year=R4"))
    assert "sheet-landscape" in body
    assert "入力中 1/3件" in body
    assert "<button" not in body.replace('<button class="button button-primary" type="button" data-print', "")
    event = AccessEvent.objects.get(subject="実績の提出状況")
    assert (event.kind, event.detail["conditions"]) == ("print", {"年度": "令和4年度"})


def test_file_has_a_line_for_each_department_and_quarter(client, office, seer):
    advance_submission(office.hand_in(2, "open"), "submitted", submitted=office.clerk)
    client.force_login(seer)
    answer = client.get(f"{BOARD}export/?fiscal_year=2022")
    header, first, second, *_ = answer.content.decode("utf-8-sig").splitlines()
    assert header.startswith("年度,四半期,所管,状態,入力する項目,入力済みの項目,提出期限,期限超過（日）,")
    late = (today() - date(2022, 7, 20)).days
    assert first == f"2022,1,地域行政部 住民課,入力中 1/3件,3,1,2022-07-20,{late},,,,,,,"
    assert second.startswith("2022,2,地域行政部 住民課,確認待ち,3,1,2022-10-20,,")
    assert ",入力 花子,,,,," in second
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{BOARD}export/?fiscal_year=2022&format=xlsx").content)
    )
    assert [cell.value for cell in book.worksheets[0][2]][:6] == [
        2022,
        1,
        "地域行政部 住民課",
        "入力中 1/3件",
        3,
        1,
    ]
    assert client.get(f"{BOARD}export/?format=pdf").status_code == 400


# --- 今日の仕事 --------------------------------------------------------------------------------------------


def test_departments_that_are_late_wait_for_who_reminds(office, seer):
    day = date(2022, 7, 21)
    (task,) = late_departments(seer, day)
    assert task.title == "令和4年度第1四半期（4～6月）の実績を提出していない課が1課あります"
    assert task.url.startswith("/submissions/?fiscal_year=")
    assert list(late_departments(seer, date(2022, 7, 20))) == []
    assert list(late_departments(office.clerk, day)) == []


def test_corrections_wait_for_the_managers_of_the_department(office):
    office.hand_in(1)
    office.hand_in(2)

    def propose(quarter, before):
        return propose_correction(
            office.flow, quarter=quarter, before=before, after=99, reason="数え違い", actor=office.clerk
        )

    first = propose(1, 10)
    (task,) = corrections_waiting(office.manager, today())
    assert task.title == "承認を待っている実績の訂正が1件あります"
    assert task.detail.startswith("住民課の申請 令和4年度第1四半期。")
    assert task.url == f"/figure-corrections/{first.pk}/"
    propose(2, 20)
    (task,) = corrections_waiting(office.manager, today())
    assert task.url == "/figure-corrections/?state=proposed"
    assert list(corrections_waiting(office.clerk, today())) == []
    assert list(corrections_waiting(make_staff("manager", department=make_department()), today())) == []
    FigureCorrection.objects.filter(pk=first.pk).delete()
    both = make_staff("clerk", "manager", department=office.department)
    propose_correction(office.flow, quarter=1, before=10, after=9, reason="数え違い", actor=both)
    (task,) = corrections_waiting(both, today())
    assert task.title.endswith("1件あります")  # not what they proposed themselves
    assert "第2四半期" in task.detail
