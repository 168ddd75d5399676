from django.db.models import QuerySet
from django.http import HttpResponse

from core.lists import RegisterList, RegisterTable
from privacy_review.filters import SEARCHES, ReviewCaseFilter
from privacy_review.models import ReviewCase
from privacy_review.tables import ReviewCaseTable

FOUND_COUNTED = 500  # of the cases that a word finds


class ReviewCaseList(RegisterList):
    slug = "review_cases"
    title = "審査案件"
    lead = "個人情報を取り扱う業務の審査案件です。業務の名称か内容を選ぶと、案件といまの状態を表示します。"
    model = ReviewCase
    permission_required = "privacy_review.view_reviewcase"
    table_class = ReviewCaseTable
    filter_class = ReviewCaseFilter

    def screen(self, table: RegisterTable) -> HttpResponse:
        """What is searched for is counted only so far: beyond, one looks for another word."""
        if any(self.filter.form.cleaned_data.get(name) for name in SEARCHES):
            table.counted = FOUND_COUNTED
        return super().screen(table)

    def get_queryset(self) -> QuerySet:
        return ReviewCase.objects.visible_to(self.request.user).for_list()
