import pytest
from django.test import Client


@pytest.mark.django_db
def test_csrf_failure_says_what_to_do_and_not_why():
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "1001", "password": "secret"})
    assert response.status_code == 403
    text = response.content.decode()
    assert "何も保存していません" in text
    assert "CSRF" not in text
    assert "1001" not in text
