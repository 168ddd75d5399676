from django.db.models import QuerySet

from core.counts import count_of
from core.lists import RegisterList
from privacy_review.filters import ImplementingBodyFilter
from privacy_review.models import ImplementingBody, ReviewCase
from privacy_review.tables import ImplementingBodyTable


class ImplementingBodyList(RegisterList):
    slug = "implementing_bodies"
    title = "実施機関"
    lead = "個人情報を取り扱う実施機関です。報告書には、この並び順で載ります。"
    model = ImplementingBody
    permission_required = "privacy_review.view_implementingbody"
    table_class = ImplementingBodyTable
    filter_class = ImplementingBodyFilter

    def get_queryset(self) -> QuerySet:
        return ImplementingBody.objects.annotate(case_count=count_of(ReviewCase, "implementing_body"))
