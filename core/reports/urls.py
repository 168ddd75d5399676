"""The addresses of reports, by the number under which the ward publishes them."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from core.files.encodings import Encoding
from core.reports import views


class EncodingConverter(StringConverter):
    """An encoding that files are offered in."""

    regex = "|".join(Encoding)


register_converter(EncodingConverter, "encoding")

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("<int:number>/", views.report_detail, name="report_detail"),
    path("<int:number>/print/", views.report_print, name="report_print"),
    path("<int:number>/report.pdf", views.report_pdf_file, name="report_pdf"),
    path("<int:number>/exhibits.xlsx", views.exhibits_xlsx_file, name="exhibits_xlsx"),
    path("<int:number>/<encoding:encoding>/exhibits.zip", views.exhibits_zip_file, name="exhibits_zip"),
    path("<int:number>/exhibits/<slug:slug>/", views.exhibit_detail, name="exhibit_detail"),
    path(
        "<int:number>/exhibits/<slug:slug>/<encoding:encoding>/exhibit.csv",
        views.exhibit_csv_file,
        name="exhibit_csv",
    ),
]
