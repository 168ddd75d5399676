"""Logging in and out, and the own password: Django's views with our addresses."""

from django.contrib.auth import views

login = views.LoginView.as_view(redirect_authenticated_user=True)
logout = views.LogoutView.as_view()
password_change = views.PasswordChangeView.as_view()
password_change_done = views.PasswordChangeDoneView.as_view()
