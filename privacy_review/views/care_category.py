from django.db.models import QuerySet

from core.counts import count_of
from core.lists import RegisterList
from privacy_review.filters import CareCategoryFilter
from privacy_review.models import CareCategory, CaseCareCategory
from privacy_review.tables import CareCategoryTable


class CareCategoryList(RegisterList):
    slug = "care_categories"
    title = "条例要配慮個人情報の区分"
    lead = "条例で定める要配慮個人情報の区分です。"
    model = CareCategory
    permission_required = "privacy_review.view_carecategory"
    table_class = CareCategoryTable
    filter_class = CareCategoryFilter

    def get_queryset(self) -> QuerySet:
        return CareCategory.objects.annotate(case_count=count_of(CaseCareCategory, "care_category"))
