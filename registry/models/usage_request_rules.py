"""What holds between a usage request, its operators and its state: the database's part of the workflow."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import F, Q, Value

from core.functions import DateRange, Int8Range
from core.refusals import Refusal, lines_frozen, refusing
from registry.states.usage_request import OPEN_STATES, State

ONE_OPEN_REQUEST = ExclusionConstraint(
    name="registry_usagerequest_one_open",
    expressions=[
        (Int8Range(F("department"), F("department"), Value("[]")), RangeOperators.OVERLAPS),
        (Int8Range(F("affair"), F("affair"), Value("[]")), RangeOperators.OVERLAPS),
        (DateRange(F("starts_on"), F("ends_on"), Value("[]")), RangeOperators.OVERLAPS),
    ],
    condition=Q(state__in=[str(state) for state in OPEN_STATES]),
    violation_error_message=(
        "同じ事務で期間の重なる申請を、すでに提出しています。その申請の結果を待つか、その申請を直してください。"
    ),
)

# A review is of what was read. What is changed afterwards was not reviewed.
CONTENT_STAYS = refusing(
    "content_stays",
    Refusal(
        "registry_usagerequest_content_reviewed",
        "審査または決定の済んだ内容は、そのままでは変更できません。変更すると審査からやり直しになります。",
        """NEW.state NOT IN ('draft', 'returned', 'submitted')
        AND (OLD.affair_id, OLD.legal_basis, OLD.purpose_id, OLD.purpose_note, OLD.starts_on, OLD.ends_on,
             OLD.department_id)
            IS DISTINCT FROM
            (NEW.affair_id, NEW.legal_basis, NEW.purpose_id, NEW.purpose_note, NEW.starts_on, NEW.ends_on,
             NEW.department_id)""",
    ),
    operation=pgtrigger.Update,
)

OPERATORS_FIT = refusing(
    "operators_fit",
    Refusal(
        "registry_usagerequestoperator_of_department",
        "申請する課の職員だけを操作者にできます。",
        """NOT EXISTS (
            SELECT FROM core_staff AS staff JOIN registry_usagerequest AS request
                ON request.department_id = staff.department_id
            WHERE staff.id = NEW.staff_id AND request.id = NEW.request_id AND staff.is_active
        )""",
    ),
)

OPERATORS_STAY = lines_frozen(
    "registry_usagerequestoperator_stays",
    "審査または決定の済んだ申請の操作者は変更できません。変更すると審査からやり直しになります。",
    parent="registry_usagerequest",
    key="request_id",
    editable=(State.DRAFT, State.RETURNED, State.SUBMITTED),
)
