from django.db.models import QuerySet

from core.lists import RegisterList
from mynumber.filters import IncidentFilter
from mynumber.models import Incident
from mynumber.tables import IncidentTable


class IncidentList(RegisterList):
    slug = "incidents"
    title = "他自治体の誤交付等"
    lead = "他の自治体で起きた誤交付等と、証明書ごとの内訳です。"
    model = Incident
    permission_required = "mynumber.view_incident"
    table_class = IncidentTable
    filter_class = IncidentFilter

    def get_queryset(self) -> QuerySet:
        return Incident.objects.for_list()
