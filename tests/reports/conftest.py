import pytest
from django.core.management import call_command

from core.models import Report
from core.reports.document import Document
from core.reports.render import report_text


@pytest.fixture
def setagaya(db):
    """The published data of fiscal 2022."""
    call_command("load_municipality", "setagaya", verbosity=0)


@pytest.fixture
def text_of(setagaya):
    """`text_of(361)`: the report as it stands now, without the line ends of its layout."""

    def render(number):
        return report_text(Document(Report.objects.get(number=number)))

    return render
