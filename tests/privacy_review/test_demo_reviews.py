"""The reviews that people try the product with."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.models import Staff
from privacy_review.models import CaseCondition, ReviewCase, Undertaking
from privacy_review.services.demo_reviews import create_demo_reviews
from privacy_review.states.review_case import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(monkeypatch):
    monkeypatch.setenv("DAICHO_DEMO_PASSWORD", "mihon-no-aikotoba")
    call_command("load_municipality", "setagaya", verbosity=0)
    call_command("create_demo_accounts", verbosity=0)


def test_demo_reviews_stand_in_every_hand(ward):
    assert create_demo_reviews() is True
    made = ReviewCase.objects.filter(undertaking__isnull=False)
    assert sorted(made.values_list("criterion", "state")) == [
        ("external_provision", State.RETURNED),
        ("online_linkage", State.ACCEPTED_WITH_CONDITIONS),
        ("outsourcing", State.ACCEPTED),
        ("outsourcing", State.CONFIRMED),
        ("use_beyond_purpose", State.SUBMITTED),
    ]
    assert CaseCondition.objects.get().case.criterion == "online_linkage"
    assert made.filter(answers__remark__gt="").get().state == State.RETURNED
    assert Undertaking.objects.count() == 2


@pytest.mark.parametrize("username", ["case_writer", "case_head", "privacy"])
def test_demo_reviews_give_everybody_something_to_do(ward, username):
    create_demo_reviews()
    browser = Client()
    browser.force_login(Staff.objects.get(username=username))
    assert browser.get("/").context["work"]


def test_demo_reviews_are_made_once(ward):
    create_demo_reviews()
    before = ReviewCase.objects.count()
    assert create_demo_reviews() is False
    assert ReviewCase.objects.count() == before


def test_demo_reviews_are_not_made_without_the_accounts():
    call_command("load_municipality", "setagaya", verbosity=0)
    assert create_demo_reviews() is False
    assert not Undertaking.objects.exists()


def test_demo_reviews_are_refused_where_the_product_serves(settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="試しに動かすとき"):
        call_command("create_demo_reviews")
