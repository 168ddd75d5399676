"""The addresses of reports, by the number under which the ward publishes them."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from core.files.encodings import Encoding
from core.reports import views
from core.services.report_tree import Direction
from core.views.report_checks import report_check_acknowledge, report_check_take_back, report_checks
from core.views.report_comparison import report_comparison
from core.views.report_outline import (
    ReportCarryForward,
    ReportSectionNew,
    ReportSectionRemove,
    report_outline,
    report_section_move,
)
from core.views.report_publication import (
    ReportPublication,
    report_edition_file,
    report_edition_stylesheet,
    report_errata_csv,
    report_errata_print,
)
from core.views.report_section import ReportSectionEdit, ReportTitlePage, report_section_preview


class EncodingConverter(StringConverter):
    """An encoding that files are offered in."""

    regex = "|".join(Encoding)


class DirectionConverter(StringConverter):
    """Where a section moves."""

    regex = "|".join(Direction)


register_converter(EncodingConverter, "encoding")
register_converter(DirectionConverter, "direction")

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("<int:number>/", views.report_detail, name="report_detail"),
    path("<int:number>/print/", views.report_print, name="report_print"),
    path("<int:number>/report.pdf", views.report_pdf_file, name="report_pdf"),
    path("<int:number>/exhibits.xlsx", views.exhibits_xlsx_file, name="exhibits_xlsx"),
    path("<int:number>/<encoding:encoding>/exhibits.zip", views.exhibits_zip_file, name="exhibits_zip"),
    path("<int:number>/outline/", report_outline, name="report_outline"),
    path("<int:number>/title/", ReportTitlePage.as_view(), name="report_title_page"),
    path("<int:number>/carry-forward/", ReportCarryForward.as_view(), name="report_carry_forward"),
    path("<int:number>/sections/new/", ReportSectionNew.as_view(), name="report_section_new"),
    path("<int:number>/sections/<slug:slug>/edit/", ReportSectionEdit.as_view(), name="report_section_edit"),
    path("<int:number>/sections/<slug:slug>/preview/", report_section_preview, name="report_section_preview"),
    path(
        "<int:number>/sections/<slug:slug>/move/<direction:direction>/",
        report_section_move,
        name="report_section_move",
    ),
    path(
        "<int:number>/sections/<slug:slug>/remove/",
        ReportSectionRemove.as_view(),
        name="report_section_remove",
    ),
    path("<int:number>/checks/", report_checks, name="report_checks"),
    path("<int:number>/checks/acknowledge/", report_check_acknowledge, name="report_check_acknowledge"),
    path("<int:number>/checks/<int:pk>/take-back/", report_check_take_back, name="report_check_take_back"),
    path("<int:number>/comparison/", report_comparison, name="report_comparison"),
    path("<int:number>/publication/", ReportPublication.as_view(), name="report_publication"),
    path(
        "<int:number>/publication/<slug:action>/", ReportPublication.as_view(), name="report_publication_step"
    ),
    path("<int:number>/publication/errata/print/", report_errata_print, name="report_errata_print"),
    path(
        "<int:number>/publication/errata/<encoding:encoding>/errata.csv",
        report_errata_csv,
        name="report_errata_csv",
    ),
    path("<int:number>/publication/report.css", report_edition_stylesheet, name="report_edition_stylesheet"),
    path("<int:number>/publication/files/<str:name>", report_edition_file, name="report_edition_file"),
    path("<int:number>/exhibits/<slug:slug>/", views.exhibit_detail, name="exhibit_detail"),
    path(
        "<int:number>/exhibits/<slug:slug>/<encoding:encoding>/exhibit.csv",
        views.exhibit_csv_file,
        name="exhibit_csv",
    ),
]
