"""The board of a fiscal year's quarters: who has handed in what, on the screen, on paper and as files;
reminding and closing."""

import io
from collections.abc import Callable, Iterator
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.views import View

from core.audit import log_access
from core.calendar import Quarter, fiscal_year_label, quarter_of, today
from core.clock import moment_on_paper
from core.errors import DomainError, NotPermittedError
from core.files.csv import write_csv
from core.files.encodings import Encoding
from core.files.guard import Cell as FileCell
from core.files.xlsx import Sheet, write_workbook
from core.models import AccessEvent, Staff
from core.work import some_of
from mynumber.board import Board, Cell
from mynumber.forms import LookUpYearForm
from mynumber.services.closing import lock_confirmed
from mynumber.services.reminding import remind

TITLE = "実績の提出状況"
LEAD = "課ごとの、四半期の実績の提出状況です。状態を押すと、その四半期の入力の画面が開きます。"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_HEADER = (
    "年度",
    "四半期",
    "所管",
    "状態",
    "入力する項目",
    "入力済みの項目",
    "提出期限",
    "期限超過（日）",
    "提出日時",
    "提出した人",
    "確定日時",
    "確定した人",
    "締切り日時",
    "締め切った人",
    "提出を促した日時",
)


class SubmissionBoard(PermissionRequiredMixin, View):
    """Departments by quarters; those who do not see all figures see the line of their own department."""

    permission_required = "mynumber.view_submission"
    output = "screen"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = LookUpYearForm(request.GET)
        if not form.is_valid():
            if self.output != "screen":
                return redirect(f"{reverse('submission_board')}?{request.GET.urlencode()}")
            return self.screen(form, None)
        year = form.cleaned_data["fiscal_year"] or quarter_of(today()).previous().fiscal_year
        board = Board(year, cast(Staff, request.user), today())
        answers = {"print": self.paper, "export": self.file}
        if self.output in answers:
            return answers[self.output](board)
        # The box says which year is shown.
        return self.screen(LookUpYearForm({"fiscal_year": fiscal_year_label(year)}), board)

    # --- The three outputs ---------------------------------------------------------------------------------

    def screen(self, form: LookUpYearForm, board: Board | None) -> HttpResponse:
        context: dict[str, Any] = {"title": TITLE, "lead": LEAD, "form": form, "board": board}
        if board is not None:
            year = board.fiscal_year
            beside = [each for each in (year - 1, year + 1) if 1989 <= each <= 2100]
            context |= {
                "year_label": fiscal_year_label(year),
                "years": [(fiscal_year_label(each), _address("submission_board", each)) for each in beside],
                "print_url": _address("submission_board_print", year),
                "xlsx_url": _address("submission_board_export", year, format="xlsx"),
                "csv_urls": [
                    (each.label, _address("submission_board_export", year, encoding=each.value))
                    for each in Encoding
                ],
                "may_remind": self.request.user.has_perm("mynumber.remind_figures"),
                "may_lock": self.request.user.has_perm("mynumber.lock_figures"),
            }
        return render(self.request, "mynumber/submission_board.html", context)

    def paper(self, board: Board) -> HttpResponse:
        self.log(board, AccessEvent.Kind.PRINT, rows=len(board.lines))
        context = {
            "title": TITLE,
            "conditions": [("年度", fiscal_year_label(board.fiscal_year))],
            "board": board,
            "on_paper": True,
            "printed_at": moment_on_paper(timezone.now()),
            "printed_by": self.request.user,
            "orientation": "landscape",
            "list_url": _address("submission_board", board.fiscal_year),
        }
        return render(self.request, "mynumber/submission_board_print.html", context)

    def file(self, board: Board) -> HttpResponse:
        """A line for each department and quarter, as XLSX or CSV; the access log says that it left."""
        query = self.request.GET
        file_format = query.get("format", "csv")
        encoding = query.get("encoding", Encoding.UTF_8_SIG.value)
        if file_format not in ("csv", "xlsx") or encoding not in list(Encoding):
            raise BadRequest("unknown file")
        rows = [_file_row(cell) for cell in board.cells()]
        name = f"{TITLE}_{board.fiscal_year}年度"
        if file_format == "xlsx":
            stream = io.BytesIO()
            write_workbook([Sheet(TITLE, FILE_HEADER, rows)], stream)
            self.log(board, AccessEvent.Kind.EXPORT, format="xlsx", rows=len(rows))
            return _attachment(stream.getvalue(), XLSX, f"{name}.xlsx")
        try:
            data = b"".join(write_csv(FILE_HEADER, rows, Encoding(encoding)))
        except DomainError as error:
            back = _address("submission_board", board.fiscal_year)
            context = {"title": TITLE, "reasons": error.reasons, "list_url": back}
            return render(self.request, "lists/refusal.html", context, status=422)
        self.log(board, AccessEvent.Kind.EXPORT, format="csv", encoding=encoding, rows=len(rows))
        charset = "utf-8" if encoding == Encoding.UTF_8_SIG else "shift_jis"
        return _attachment(data, f"text/csv; charset={charset}", f"{name}.csv")

    def log(self, board: Board, kind: AccessEvent.Kind, **detail: Any) -> None:
        conditions = {"年度": fiscal_year_label(board.fiscal_year)}
        log_access(kind, request=self.request, subject=TITLE, conditions=conditions, **detail)


class _QuarterAct(PermissionRequiredMixin, View):
    """Does something about a quarter of the board, and goes back to it. A POST alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Whoever comes by a link (after a log-in) is sent to the board."""
        return redirect("submission_board")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            quarter = Quarter(int(request.POST["fiscal_year"]), int(request.POST["quarter"]))
        except (KeyError, ValueError) as error:
            raise BadRequest("no quarter") from error
        if not 1989 <= quarter.fiscal_year <= 2100:
            raise BadRequest("no quarter")
        try:
            self.do(quarter)
        except NotPermittedError as error:
            raise PermissionDenied from error
        except DomainError as error:
            for reason in error.reasons:
                messages.error(request, reason)
        return redirect(_address("submission_board", quarter.fiscal_year))

    @property
    def actor(self) -> Staff:
        """Who sits at the screen; nobody comes here without a log-in."""
        return cast(Staff, self.request.user)

    def do(self, quarter: Quarter) -> None:
        """Call the service and say what it did. Raises DomainError with every reason why not."""
        raise NotImplementedError


class SubmissionRemind(_QuarterAct):
    """Reminds one department (`department`), or all that have not handed the quarter in (`all`)."""

    permission_required = "mynumber.remind_figures"

    def do(self, quarter: Quarter) -> None:
        chosen = self.request.POST.get("department", "")
        if chosen != "all" and not (chosen.isascii() and chosen.isdigit()):
            raise BadRequest("no department")
        reminded = remind(quarter, department=None if chosen == "all" else int(chosen), actor=self.actor)
        if reminded.done:
            names = some_of([str(each) for each in reminded.done])
            messages.success(self.request, f"{names}に促しました。お知らせとメールを送っています。")
        if reminded.nobody:
            names = some_of([str(each) for each in reminded.nobody])
            messages.warning(
                self.request,
                f"{names}には、促す相手（実績入力か実績確認の職員）がいません。職員と役割を確かめてください。",
            )


class SubmissionLock(_QuarterAct):
    """Closes the quarter for every department that has confirmed it."""

    permission_required = "mynumber.lock_figures"

    def do(self, quarter: Quarter) -> None:
        closed = lock_confirmed(quarter, actor=self.actor)
        names = some_of([str(each.department) for each in closed.submissions])
        told = f"{quarter.label}を{len(closed.submissions)}課で締め切りました（{names}）。"
        column = Board(quarter.fiscal_year, self.actor, today()).columns[quarter.number - 1]
        standing = {cell.department.pk for cell in column.standing}
        left = [str(cell.department) for cell in column.asked if cell.department.pk not in standing]
        if left:
            told += f"まだ確定していない{len(left)}課は締め切っていません（{some_of(left)}）。"
        messages.success(self.request, told)


def submission_board_urls(route: str) -> list[URLPattern]:
    """The addresses: the screen at `route`, the paper and the files under it, as every list has them, and
    what is done there."""
    board: Callable[..., Any] = SubmissionBoard.as_view
    return [
        path(route, board(), name="submission_board"),
        path(f"{route}print/", board(output="print"), name="submission_board_print"),
        path(f"{route}export/", board(output="export"), name="submission_board_export"),
        path(f"{route}remind/", SubmissionRemind.as_view(), name="submission_remind"),
        path(f"{route}lock/", SubmissionLock.as_view(), name="submission_lock"),
    ]


def _file_row(cell: Cell) -> list[FileCell]:
    def stamp(name: str) -> Iterator[FileCell]:
        by = getattr(cell.submission, f"{name}_by", None)
        yield getattr(cell.submission, f"{name}_at", None)
        yield by.name if by else None

    return [
        cell.quarter.fiscal_year,
        cell.quarter.number,
        str(cell.department),
        cell.words,
        cell.asked,
        cell.entered,
        cell.due_on,
        cell.days_late or None,
        *stamp("submitted"),
        *stamp("confirmed"),
        *stamp("locked"),
        cell.reminded_at,
    ]


def _address(name: str, year: int, **words: str) -> str:
    return f"{reverse(name)}?{urlencode({'fiscal_year': fiscal_year_label(year), **words})}"


def _attachment(data: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type=content_type, headers=headers)
