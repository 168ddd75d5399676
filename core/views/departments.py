from core.filters import DepartmentFilter
from core.lists import RegisterList
from core.models import Department
from core.tables import DepartmentTable


class DepartmentList(RegisterList):
    slug = "departments"
    title = "部課"
    lead = "部と課・所です。廃止した部課も残ります。"
    model = Department
    permission_required = "core.view_department"
    table_class = DepartmentTable
    filter_class = DepartmentFilter
