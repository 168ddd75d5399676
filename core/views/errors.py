"""Answers to requests that Django refuses before a view of ours sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not accepted and how to send it again, with status 403.

    The reason is Django's, in English and of use to an attacker alone; the log has it, the page does not.
    """
    return render(request, "errors/csrf_failure.html", status=403)
