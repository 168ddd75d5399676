"""Searching in the database folds as core.text.fold does."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.search import Folded, holding
from core.text import fold
from registry.models import Site
from tests.factories import make_site

pytestmark = pytest.mark.django_db

# What Japanese offices write: kana of both widths, letters, digits, marks, spaces, kanji of counters.
OFFICE_TEXT = st.text(
    st.sampled_from(
        "あいかがきぎぱゔゝアイカガキギパヴヶヵｱｲｶﾞｷﾞﾊﾟｰー箇所月国条ケ区"
        "ABCabcＡＢＣａｂｃ0123０１２３ 　\t・·-−－—〜～‖①㈱%_'\\"
    ),
    max_size=20,
)


def folded(text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {Folded.template.replace('%(expressions)s', '%s::text')}", [text])
        return cursor.fetchone()[0]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OFFICE_TEXT)
def test_folded_in_the_database_is_fold(text):
    assert folded(text) == fold(text)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("マイナンバーカード", "ﾏｲﾅﾝﾊﾞｰ"),
        ("２２か所", "22ケ所"),
        ("２２か所", "22箇所"),
        ("ＣＳＩＲＴ訓練", "csirt"),
        ("住民記録・戸籍課", "住民記録戸籍"),
    ],
)
def test_holding_finds_what_people_take_for_the_same(stored, typed):
    site = make_site(name=stored)
    make_site(name="ほかの場所")
    assert list(Site.objects.filter(holding(typed, "name"))) == [site]


def test_holding_takes_the_marks_of_patterns_for_themselves():
    percent = make_site(name="50%引き")
    make_site(name="500引き")
    assert list(Site.objects.filter(holding("0%引", "name"))) == [percent]
    assert not Site.objects.filter(holding("_", "name")).exists()


def test_holding_looks_into_every_field():
    by_name, by_remark = make_site(name="上馬"), make_site(remarks="上馬の北")
    assert set(Site.objects.filter(holding("上馬", "name", "remarks"))) == {by_name, by_remark}
