"""The privacy review's nouns: who reviews, what is reviewed, and what care it needs."""

from privacy_review.models.care_category import CareCategory
from privacy_review.models.case_answer import CaseAnswer
from privacy_review.models.case_condition import CaseCondition
from privacy_review.models.check_item import CheckItem
from privacy_review.models.implementing_body import ImplementingBody
from privacy_review.models.processor import Processor
from privacy_review.models.review_case import CaseCareCategory, ReviewCase
from privacy_review.models.undertaking import Undertaking

__all__ = [
    "CareCategory",
    "CaseAnswer",
    "CaseCareCategory",
    "CaseCondition",
    "CheckItem",
    "ImplementingBody",
    "Processor",
    "ReviewCase",
    "Undertaking",
]
