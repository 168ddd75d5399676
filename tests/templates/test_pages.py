"""The pages that stand between a person and their work: what they say, and what they keep to themselves."""

import datetime as dt

import pytest
from django import forms
from django.template.loader import get_template, render_to_string

ERROR_PAGES = {
    "400.html": "送られた内容を読み取れませんでした",
    "403.html": "この画面を使う権限がありません",
    "404.html": "ページが見つかりません",
    "500.html": "システムの不具合が起きました",
    "errors/csrf_failure.html": "送信を受け付けられませんでした",
}


@pytest.mark.parametrize(("template", "heading"), ERROR_PAGES.items())
def test_error_page_needs_no_context(template, heading):
    html = get_template(template).render()
    assert f"<h1>{heading}</h1>" in html
    assert f"<title>{heading}｜台帳</title>" in html


@pytest.mark.parametrize("template", ERROR_PAGES)
def test_error_page_repeats_nothing_of_what_went_wrong(template):
    html = get_template(template).render({"exception": "職員 山田花子", "reason": "secret"})
    assert "山田花子" not in html
    assert "secret" not in html


def test_locked_out_page_says_how_long_to_wait_and_not_who():
    html = render_to_string(
        "registration/locked_out.html",
        {"failure_limit": 5, "cooloff_timedelta": dt.timedelta(minutes=15), "username": "taro"},
    )
    assert "失敗が5回続いた" in html
    assert "15分待ってから" in html
    assert "taro" not in html


class SiteForm(forms.Form):
    name = forms.CharField(label="名称", help_text="例：住民記録")
    note = forms.CharField(label="備考", required=False)


def test_field_marks_what_is_required_and_no_other():
    html = render_to_string("forms/fields.html", {"form": SiteForm()})
    assert 'for="id_name">名称<span class="field-required">必須</span></label>' in html
    assert 'for="id_note">備考</label>' in html
    assert 'id="id_name_helptext">例：住民記録</div>' in html


def test_form_lists_its_errors_with_the_way_to_each_field():
    html = render_to_string("forms/fields.html", {"form": SiteForm({"name": ""})})
    assert '<li><a href="#id_name">名称</a>：このフィールドは必須です。</li>' in html
    assert 'id="id_name_error"' in html


def test_navigation_marks_the_present_page_and_folds_groups_of_several():
    navigation = [
        {"label": "仕事", "items": [{"label": "今日の仕事", "url": "/", "current": False}]},
        {
            "label": "住基ネット",
            "items": [
                {"label": "設置場所", "url": "/sites/", "current": True},
                {"label": "端末機", "url": "/terminals/", "current": False},
            ],
        },
    ]
    html = render_to_string("components/navigation.html", {"navigation": navigation})
    assert '<a class="navigation-top" href="/">今日の仕事</a>' in html
    assert html.count("<details") == 1
    assert '<a href="/sites/" aria-current="page">設置場所</a>' in html
    assert '<a href="/terminals/">端末機</a>' in html
