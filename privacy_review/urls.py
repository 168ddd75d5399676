"""The addresses of the privacy review's registers."""

from django.urls import path

from core.decisions import workflow_urls
from core.lists import list_urls
from privacy_review.views.care_category import CareCategoryList
from privacy_review.views.case_condition import CaseConditionList, CaseConditionPage
from privacy_review.views.case_decision import (
    ReviewCaseAcceptWithConditions,
    ReviewCaseReturn,
    ReviewCaseWithhold,
)
from privacy_review.views.implementing_body import ImplementingBodyList
from privacy_review.views.processor import ProcessorList, ProcessorPage
from privacy_review.views.processor_writing import ProcessorNew
from privacy_review.views.review_case import ReviewCaseList
from privacy_review.views.review_case_page import ReviewCasePage
from privacy_review.views.review_case_queue import ReviewCaseQueue
from privacy_review.views.review_case_writing import ReviewCaseEdit, ReviewCaseNew, ReviewCaseRevise
from privacy_review.views.review_counts import ReviewCounts
from privacy_review.views.undertaking import UndertakingList, UndertakingPage
from privacy_review.views.undertaking_writing import UndertakingCopy, UndertakingNew, UndertakingRename

urlpatterns = [
    *list_urls("undertakings/", UndertakingList),
    path("undertakings/new/", UndertakingNew.as_view(), name="undertaking_new"),
    path("undertakings/<int:pk>/rename/", UndertakingRename.as_view(), name="undertaking_rename"),
    path("undertakings/<int:pk>/copy/", UndertakingCopy.as_view(), name="undertaking_copy"),
    path("undertakings/<int:pk>/new-case/", ReviewCaseNew.as_view(), name="review_case_new"),
    path("undertakings/<int:pk>/", UndertakingPage.as_view(), name="undertaking"),
    path("undertakings/<int:pk>/<slug:action>/", UndertakingPage.as_view(), name="undertaking_step"),
    *list_urls("review-cases/", ReviewCaseList),
    path("review-cases/queue/", ReviewCaseQueue.as_view(), name="review_case_queue"),
    # Steps that have a page of their own come before those that are buttons.
    path("review-cases/<int:pk>/return/", ReviewCaseReturn.as_view(), name="review_case_return"),
    path(
        "review-cases/<int:pk>/accept-with-conditions/",
        ReviewCaseAcceptWithConditions.as_view(),
        name="review_case_accept_with_conditions",
    ),
    path("review-cases/<int:pk>/withhold/", ReviewCaseWithhold.as_view(), name="review_case_withhold"),
    path("review-cases/<int:pk>/edit/", ReviewCaseEdit.as_view(), name="review_case_edit"),
    path("review-cases/<int:pk>/revise/", ReviewCaseRevise.as_view(), name="review_case_revise"),
    *workflow_urls("review-cases/", "review_case", ReviewCasePage),
    path("review-counts/", ReviewCounts.as_view(), name="review_counts"),
    *list_urls("processors/", ProcessorList),
    path("processors/<int:pk>/", ProcessorPage.as_view(), name="processor"),
    path("processors/new/", ProcessorNew.as_view(), name="processor_new"),
    *list_urls("case-conditions/", CaseConditionList),
    *workflow_urls("case-conditions/", "case_condition", CaseConditionPage),
    *list_urls("implementing-bodies/", ImplementingBodyList),
    *list_urls("care-categories/", CareCategoryList),
]
