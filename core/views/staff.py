from django.db.models import QuerySet

from core.filters import StaffFilter
from core.lists import RegisterList
from core.models import Staff
from core.tables import StaffTable


class StaffList(RegisterList):
    slug = "staff"
    title = "職員"
    lead = "ログインできる職員と、その役割です。異動・退職した職員は無効にして残します。"
    model = Staff
    permission_required = "core.view_staff"
    table_class = StaffTable
    filter_class = StaffFilter

    def get_queryset(self) -> QuerySet:
        return Staff.objects.select_related("department").with_role_names()
