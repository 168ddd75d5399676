"""The addresses of the privacy review's registers."""

from core.lists import list_urls
from privacy_review.views.care_category import CareCategoryList
from privacy_review.views.implementing_body import ImplementingBodyList
from privacy_review.views.review_case import ReviewCaseList

urlpatterns = [
    *list_urls("review-cases/", ReviewCaseList),
    *list_urls("implementing-bodies/", ImplementingBodyList),
    *list_urls("care-categories/", CareCategoryList),
]
