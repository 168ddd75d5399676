"""The register of review cases with 100,000 of them: its list, a search in it and the counts of a period at
most three times a plain page of 50 rows.

A search is for a word that nearly every case has, that some have, a single one or none; of two letters and of
one; and for an undertaking by its name.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.lists import make_auditor
from bench.measure import Line, Page, compare, copy_of_database
from bench.plain import make_plain_rows
from bench.registers import care_of_cases, fill_office
from bench.rows import BODIES, DAY, DEPARTMENTS, STAFF, Rows, nth, one_of
from core.models import Department, Staff
from privacy_review.models import CaseCondition, ImplementingBody, Processor, ReviewCase, Undertaking
from privacy_review.models.case_search import SEARCHED

CASES, UNDERTAKINGS, PROCESSORS, CONDITIONS = 100_000, 40_000, 400, 20_000
MOST, LIST_QUERIES, COUNT_QUERIES = 3.0, 6, 7

WORDS = {
    "frequent": "委託",
    "middling": "コールセンター",
    "of one": "希少な言葉",
    "of none": "どこにもない言葉",
    "two letters": "稀覯",
    "one letter": "罅",
    "an undertaking": "架空給付金その３９９９９",
}
BESIDE = ("undertakings", "processors", "case_conditions")
PERIODS = {
    "five months": {"starts_on": "2010-04-02", "ends_on": "2010-08-31"},
    "a year": {"starts_on": "2010-04-01", "ends_on": "2011-03-31"},
    "every case": {"starts_on": "1990-01-01", "ends_on": "2020-03-31"},
}
# Sentences as they are published: some hundred letters for each case.
_WHAT = (
    "申請書類の内容を確認し、給付に必要なデータを作成して区へ引き渡す業務を委託する。",
    "管理システムを構築し、障害対応等のシステム保守を行う業務を委託する。",
    "コールセンターを設け、区民からの電話又は対面での問い合わせに対応する業務を委託する。",
    "児童の人権や心情等に十分配慮した上で、第三者評価の実施を委託する。",
    "健康診査の結果を入力し、受診者ごとの台帳を作成する業務を委託する。",
    "申請書の発送対象者の抽出及び支給可否の審査業務において利用する。",
    "避難行動要支援者の名簿を更新し、個別避難計画の作成を支援する業務を委託する。",
)
_HOW = (
    "なお、不備がある申請書類については申請者への照会も行う。",
    "また、区が提供する給付対象者のデータをセットアップする。",
    "作業場所は区の庁舎内に限り、持ち出しを認めない。",
    "契約の終了後は、データを復元できない方法で消去し、証明書を提出させる。",
    "再委託は、あらかじめ区の承諾を得たときに限る。",
)
_PLAN = (
    "従事者に研修を行い、名簿を提出させ、入退室を記録する。",
    "データは暗号化し、専用の回線で受け渡し、閲覧の記録を保存する。",
    "施錠できる書庫で保管し、終わったら立ち会いの上で裁断する。",
)


def _one(texts: Sequence[str], divisor: int) -> str:
    listed = ", ".join(f"'{text}'" for text in texts)
    return f"(ARRAY[{listed}])[1 + (n / {divisor}) %% {len(texts)}]"


undertakings = Rows(
    Undertaking,
    {
        "name": "'架空給付金その' || translate(n::text, '0123456789', '０１２３４５６７８９')",
        "department_id": one_of(Department, DEPARTMENTS),
        "drafted_by_id": one_of(Staff, STAFF),
    },
)
processors = Rows(Processor, {"name": "'株式会社架空事務センター' || n", "kana": "'かくう' || n"})
cases = Rows(
    ReviewCase,
    {
        "undertaking_id": one_of(Undertaking, UNDERTAKINGS),
        "criterion": "(ARRAY['outsourcing', 'online_linkage', 'external_provision'])[1 + n %% 3]",
        "implementing_body_id": one_of(ImplementingBody, BODIES),
        "department_id": one_of(Department, DEPARTMENTS),
        "processor_id": f"CASE n %% 2 WHEN 0 THEN {one_of(Processor, PROCESSORS)} END",
        "state": "CASE n %% 10 WHEN 9 THEN 'refused' ELSE 'accepted' END",
        "reviewed_on": DAY,
        "content": f"'第' || n || '号：' || {_one(_WHAT, 1)} || {_one(_HOW, 7)}"
        " || CASE n WHEN 77777 THEN '希少な言葉' WHEN 55555 THEN '稀覯' ELSE '' END",
        "purpose": "CASE n %% 3 WHEN 2 THEN '支給可否の審査のため、所得の情報を利用する。' ELSE '' END",
        "recipient": "CASE n %% 3 WHEN 2 THEN '他の地方自治体' ELSE '' END",
        "clause": "CASE n %% 3 WHEN 2 THEN '第69条第2項第3号' ELSE '' END",
        "linkage": "CASE n %% 3 WHEN 1 THEN 'online_linkage' ELSE '' END",
        "safety_plan": f"{_one(_PLAN, 1)} || {_one(_PLAN, 5)}",
        "special_care": "n %% 4 = 0",
        "ordinance_special_care": "n %% 6 = 0",
        "drafted_by_id": one_of(Staff, 300),
        "drafted_at": "now()",
        "submitted_by_id": f"{one_of(Staff, 300)} + 300",
        "submitted_at": "now()",
        "confirmed_by_id": f"{one_of(Staff, 300)} + 600",
        "confirmed_at": "now()",
        "accepted_by_id": f"CASE n %% 10 WHEN 9 THEN NULL ELSE {one_of(Staff, 90)} + 905 END",
        "accepted_at": "CASE n %% 10 WHEN 9 THEN NULL ELSE now() END",
        "refused_by_id": f"CASE n %% 10 WHEN 9 THEN {one_of(Staff, 90)} + 905 END",
        "refused_at": "CASE n %% 10 WHEN 9 THEN now() END",
        "order": "n %% 1000",
    },
)
conditions = Rows(
    CaseCondition,
    {
        "case_id": nth(ReviewCase),
        "text": "'従事者の名簿を出す（その' || n || '）'",
        "due_on": DAY,
        "set_by_id": one_of(Staff, STAFF),
    },
)


def fill() -> None:
    """A register of an ordinary shape, long as it never is."""
    undertakings.insert(range(1, UNDERTAKINGS + 1))
    processors.insert(range(1, PROCESSORS + 1))
    cases.insert(range(1, CASES + 1))
    care_of_cases.insert(range(1, CASES + 1))
    conditions.insert(range(1, CONDITIONS + 1))
    # Of rows that are entered without triggers, this one writes what is searched.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_review_reviewcase DISABLE TRIGGER USER")
        cursor.execute(
            f"ALTER TABLE privacy_review_reviewcase ENABLE TRIGGER {SEARCHED.get_pgid(ReviewCase)}"
        )
        cursor.execute("UPDATE privacy_review_reviewcase SET searched = ''")
        cursor.execute("ALTER TABLE privacy_review_reviewcase ENABLE TRIGGER USER")
        cursor.execute("VACUUM FULL privacy_review_reviewcase")
        cursor.execute("VACUUM ANALYZE privacy_review_reviewcase")


def run(sizes: Sequence[int]) -> list[Line]:
    """Measure the register. It has one size of its own."""
    with copy_of_database():
        fill_office()
        make_plain_rows()
        fill()
        client = Client()
        client.force_login(make_auditor())
        yardstick = Page("plain", "/bench/plain/", client)
        address = reverse("review_cases")
        lists = [
            Page("review_cases first", address, client),
            Page("review_cases last", f"{address}?page=last", client),
            *(
                Page(f"search, {label}", f"{address}?{urlencode({'text': text})}", client)
                for label, text in WORDS.items()
            ),
        ]
        beside = [Page(name, reverse(name), client) for name in BESIDE]
        counts = [
            Page(f"counts, {label}", f"{reverse('review_counts')}?{urlencode(period)}", client)
            for label, period in PERIODS.items()
        ]
        return [
            *compare(yardstick, lists, most=MOST, most_queries=LIST_QUERIES),
            *compare(yardstick, beside, most=MOST, most_queries=LIST_QUERIES),
            *compare(yardstick, counts, most=MOST, most_queries=COUNT_QUERIES),
        ]
