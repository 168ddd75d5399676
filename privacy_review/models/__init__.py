"""The privacy review's nouns: who reviews, what was reviewed, and what care it needs."""

from privacy_review.models.care_category import CareCategory
from privacy_review.models.implementing_body import ImplementingBody
from privacy_review.models.review_case import CaseCareCategory, ReviewCase

__all__ = ["CareCategory", "CaseCareCategory", "ImplementingBody", "ReviewCase"]
