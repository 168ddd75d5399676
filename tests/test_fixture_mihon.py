"""A municipality by another name, with its own departments, ordinance and series: data alone, no code."""

import zipfile
from io import BytesIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from config import navigation
from core.files.encodings import Encoding
from core.models import Report
from core.reports.document import Document
from core.reports.files import exhibits_zip
from core.reports.render import report_html, report_text
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    call_command("load_municipality", "mihon", verbosity=0)
    return Document(Report.objects.get(number=12))


def test_report_says_what_its_own_registers_hold(document):
    text = report_text(document)
    for sentence in (
        "報告第１２号",
        "見本市個人情報等の安全確保に関する条例第７条の規定により、令和６年度の状況を次のとおり報告する。",
        "市民部市民課",
        "市民課と２つの支所に、４台の統合端末を置いている。",
        # 2,011 + 2,190 + 2,304 + 3,377; with the year before and the opening balance of 8,000.
        "コンビニでの交付は９，８８２通で、始めてからの累計は２４，００２通である。",
        "令和７年３月３１日の保有は６８，０１５枚である。",
        "見本市住民基本台帳ネットワークシステム運用規程の改正について",
    ):
        assert sentence in text, sentence


def test_sum_and_share_are_computed_from_its_own_series(document):
    (total, *_) = document.exhibit("certificates").rows
    assert total.cells["2024"] == 40919 + 9882
    shares = [row for row in document.exhibit("cards").rows if row.unit == "％"]
    assert str(shares[0].cells["2024"]) == "75.6"  # 68,015 of 89,877 are 75.67…, and this city truncates


def test_other_ward_appears_nowhere(document):
    archive = zipfile.ZipFile(BytesIO(exhibits_zip(document, Encoding.UTF_8_SIG)))
    files = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    for text in (report_html(document), report_text(document), *files):
        assert "世田谷" not in text
        assert "区民" not in text


def test_no_page_speaks_of_another_municipality(document, client):
    person = make_staff("auditor", "mynumber", "admin", "privacy", "reviewer")
    client.force_login(person)
    addresses = [
        reverse(page.url_name) for group in navigation.NAVIGATION for page in group.pages if page.url_name
    ]
    addresses += [f"/reports/12/{page}" for page in ("", "print/")]
    for model in apps.get_models():
        if admin.site.is_registered(model) and model._meta.app_label != "auth":
            addresses.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
    seen = 0
    for address in addresses:
        answer = client.get(address)
        if answer.status_code == 200:
            seen += 1
            assert "世田谷" not in answer.content.decode(), address
    assert seen > 40
