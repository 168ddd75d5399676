"""Usage requests and the people whom they name."""

from datetime import timedelta

from django.utils import timezone

from core.models import Staff
from registry.models import UsageRequest, UsageRequestOperator
from tests.factories import (
    REQUEST_STAMPS,
    make_affair,
    make_department,
    make_staff,
    make_usage_request,
)
from tests.rules import trigger_off


def change(request, **values):
    """A raw UPDATE."""
    UsageRequest.objects.filter(pk=request.pk).update(**values)


def stamped(stamp, by=None):
    return {f"{stamp}_at": timezone.now(), f"{stamp}_by": by or make_staff()}


def stamp_of_nobody(stamp):
    """A moment without a person, in a state that asks nothing of this stamp."""
    state = {"reviewed": "rejected", "submitted": "draft", "approved": "approved"}.get(stamp, "draft")
    if stamp == "approved":
        return lambda: change(make_usage_request(state="approved"), approved_by=None)
    return lambda: change(
        make_usage_request(state=state),
        **{f"{stamp}_at": timezone.now(), f"{stamp}_by": None},
    )


def skips_the_review():
    change(make_usage_request(state="submitted"), state="approved", **stamped("approved"))


def starts_as_approved():
    request = make_usage_request()
    request.pk, request.state = None, "approved"
    request.save(force_insert=True)


def unknown_state():
    request = make_usage_request()
    # The arrows refuse it first: this is what is left where a session has switched them off.
    with trigger_off("registry.UsageRequest:arrows"):
        change(request, state="lost")


def second_open_request():
    first = make_usage_request(state="submitted")
    make_usage_request(department=first.department, affair=first.affair, state="submitted")


def content_changed_after_the_review():
    change(make_usage_request(state="reviewed"), legal_basis="別の条文")


def reviewed_by_the_drafter():
    request = make_usage_request(state="submitted", submitted_by=make_staff())
    change(request, state="reviewed", **stamped("reviewed", request.drafted_by))


def approved_by_the_drafter():
    request = make_usage_request(state="reviewed", submitted_by=make_staff())
    change(request, state="approved", **stamped("approved", request.drafted_by))


def reviewed_by_the_submitter():
    request = make_usage_request(state="submitted", submitted_by=make_staff())
    change(request, state="reviewed", **stamped("reviewed", request.submitted_by))


def approved_by_the_submitter():
    request = make_usage_request(state="reviewed", submitted_by=make_staff())
    change(request, state="approved", **stamped("approved", request.submitted_by))


def approved_by_the_reviewer():
    request = make_usage_request(state="reviewed")
    change(request, state="approved", **stamped("approved", request.reviewed_by))


def approved_in_ones_own_name():
    approver = make_staff()
    change(
        make_usage_request(state="reviewed"),
        state="approved",
        approved_for=approver,
        **stamped("approved", approver),
    )


def submitted_by_nobody():
    change(make_usage_request(), state="submitted")


def reviewed_by_nobody():
    change(make_usage_request(state="submitted"), state="reviewed")


def approved_by_nobody():
    change(make_usage_request(state="reviewed"), state="approved")


def starts_in_another_year():
    request = make_usage_request()
    change(request, starts_on=request.starts_on - timedelta(days=1))


def ends_in_another_year():
    request = make_usage_request()
    change(request, ends_on=request.ends_on + timedelta(days=1))


def ends_before_it_starts():
    request = make_usage_request()
    change(request, starts_on=request.starts_on + timedelta(days=9), ends_on=request.starts_on)


def operator_twice():
    staff = make_staff(department=make_department())
    make_usage_request(staff, staff)


def operator_of_another_department():
    make_usage_request(make_staff(department=make_department()), department=make_department())


def operator_added_to_what_was_approved():
    request = make_usage_request(state="approved")
    UsageRequestOperator.objects.create(request=request, staff=make_staff(department=request.department))


BREACHES = {
    "registry_usagerequest_approved_for_approver": approved_in_ones_own_name,
    "registry_usagerequest_approved_in_state": approved_by_nobody,
    "registry_usagerequest_arrow_drawn": skips_the_review,
    "registry_usagerequest_content_reviewed": content_changed_after_the_review,
    "registry_usagerequest_drafted_not_approved": approved_by_the_drafter,
    "registry_usagerequest_drafted_not_reviewed": reviewed_by_the_drafter,
    "registry_usagerequest_ends_after_start": ends_before_it_starts,
    "registry_usagerequest_ends_in_year": ends_in_another_year,
    "registry_usagerequest_one_open": second_open_request,
    "registry_usagerequest_reviewed_in_state": reviewed_by_nobody,
    "registry_usagerequest_reviewed_not_approved": approved_by_the_reviewer,
    "registry_usagerequest_starts_as_first": starts_as_approved,
    "registry_usagerequest_starts_in_year": starts_in_another_year,
    "registry_usagerequest_state_known": unknown_state,
    "registry_usagerequest_submitted_in_state": submitted_by_nobody,
    "registry_usagerequest_submitted_not_approved": approved_by_the_submitter,
    "registry_usagerequest_submitted_not_reviewed": reviewed_by_the_submitter,
    **{f"registry_usagerequest_{stamp}_pair": stamp_of_nobody(stamp) for stamp in REQUEST_STAMPS},
    "registry_usagerequestoperator_of_department": operator_of_another_department,
    "registry_usagerequestoperator_once": operator_twice,
    "registry_usagerequestoperator_stays": operator_added_to_what_was_approved,
}


def operator_exchanged_for_a_stranger():
    """The same rule on the other way to it."""
    line = make_usage_request().operators.get()
    UsageRequestOperator.objects.filter(pk=line.pk).update(staff=make_staff(department=make_department()))


def operator_moved_to_another_request():
    """A line leaves what was approved, and nothing is added to it."""
    approved = make_usage_request(state="approved")
    line = approved.operators.get()
    draft = make_usage_request(department=approved.department, affair=make_affair())
    UsageRequestOperator.objects.filter(pk=line.pk).update(request=draft)


def operator_removed_from_what_was_approved():
    make_usage_request(state="approved").operators.all().delete()


def operator_who_left():
    staff = make_staff(department=make_department())
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    make_usage_request(staff)
