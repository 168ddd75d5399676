from django.db.models import QuerySet

from core.lists import RegisterList
from privacy_review.filters import ReviewCaseFilter
from privacy_review.models import ReviewCase
from privacy_review.tables import ReviewCaseTable


class ReviewCaseList(RegisterList):
    slug = "review_cases"
    title = "審査案件"
    lead = "個人情報を取り扱う業務の審査案件です。件数だけが公表された案件には、内容がありません。"
    model = ReviewCase
    permission_required = "privacy_review.view_reviewcase"
    table_class = ReviewCaseTable
    filter_class = ReviewCaseFilter

    def get_queryset(self) -> QuerySet:
        return ReviewCase.objects.for_list()
