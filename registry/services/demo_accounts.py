"""An account for every role, to try the product with: people that nobody can take for real ones."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group
from django.db import transaction

from core.audit import act
from core.errors import DomainError
from core.models import Department, Staff
from core.roles import Role, roles
from registry.models import Custodian, Site


@dataclass(frozen=True)
class Person:
    """Who plays a role. 見本 is the word on every specimen form; the departments are the published data's."""

    name: str
    department: str


SPECIMEN = "見本"  # how the name of every such person begins

# By the role's key, which is the username too. Clerk and manager belong to a department that enters figures.
PEOPLE = {
    "applicant": Person("見本 花子", "health-welfare-policy"),
    "custodian": Person("見本 守", "resident-records"),
    "reviewer": Person("見本 一郎", "resident-records"),
    "approver": Person("見本 二葉", "resident-records"),
    "clerk": Person("見本 三郎", "resident-records"),
    "manager": Person("見本 四季", "resident-records"),
    "mynumber": Person("見本 五月", "my-number"),
    "case_writer": Person("見本 百合", "health-welfare-policy"),
    "case_head": Person("見本 千里", "health-welfare-policy"),
    "privacy": Person("見本 六花", "ward-information"),
    "publisher": Person("見本 七海", "ward-information"),
    "auditor": Person("見本 八重", "ward-information"),
    "admin": Person("見本 太郎", "ward-information"),
}
# The terminals of 住民記録 have stood since the beginning; any day before today serves the demonstration.
CUSTODIAN_SINCE = date(2023, 4, 1)


@transaction.atomic
def create_demo_accounts(password: str) -> list[Staff]:
    """Make sure that every role has its account with this password, and the custodian a site.

    In the order of the roles. An account that is there keeps everything but a differing password. Raises
    DomainError where the departments of the published data are missing, or somebody else has the username.
    """
    departments = {each.code: each for each in Department.objects.all()}
    if any(person.department not in departments for person in PEOPLE.values()):
        raise DomainError(
            "見本のアカウントの所属がありません。"
            "先に manage.py load_municipality setagaya を実行してください。"
        )
    # One hash for all: hashing is slow on purpose, and they share the password anyway.
    encoded = cache(lambda: make_password(password))
    is_right = cache(lambda other: check_password(password, other))
    accounts = []
    with act("create_demo_accounts", reason="見本のアカウントの用意"):
        for role in roles():
            staff = Staff.objects.filter(username=role.key).first()
            if staff is None:
                staff = _create(role, departments[PEOPLE[role.key].department], encoded())
            elif not staff.name.startswith(SPECIMEN):
                raise DomainError(
                    f"職員番号「{role.key}」は、見本ではない職員が使っています。見本のアカウントは用意しません。"
                )
            elif not is_right(staff.password):
                staff.password = encoded()
                staff.save(update_fields=["password"])
            accounts.append(staff)
    return accounts


def _create(role: Role, department: Department, encoded: str) -> Staff:
    staff = Staff.objects.create(
        username=role.key,
        name=f"{PEOPLE[role.key].name}（{role.name}）",
        department=department,
        is_staff=role.uses_admin,
        password=encoded,
    )
    staff.groups.add(Group.objects.get(name=role.name))
    if role.key == "custodian":
        _appoint(staff)
    return staff


def _appoint(staff: Staff) -> None:
    """Make the custodian manager of 住民記録's terminals, unless somebody is already."""
    managed = Custodian.objects.filter(role=Custodian.Role.MANAGER).values("site")
    site = Site.objects.filter(kind=Site.Kind.RESIDENT_RECORDS).exclude(pk__in=managed).first()
    if site is not None:
        Custodian.objects.create(
            site=site, staff=staff, role=Custodian.Role.MANAGER, starts_on=CUSTODIAN_SINCE
        )
