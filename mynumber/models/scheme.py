from django.db import models


class Scheme(models.TextChoices):
    """Which of the two schemes a meeting or an audit is about. Each has its own, and its own ordinance."""

    JUKI_NET = "juki_net", "住民基本台帳ネットワークシステム"
    MY_NUMBER = "my_number", "マイナンバー制度"

    @property
    def short(self) -> str:
        """Its name where there is little room, as people call it."""
        return {"juki_net": "住基ネット", "my_number": "マイナンバー"}[self.value]


def known_scheme(model: str) -> models.CheckConstraint:
    """The constraint that a row is of one of the two schemes."""
    return models.CheckConstraint(
        name=f"mynumber_{model}_scheme_known", condition=models.Q(scheme__in=["juki_net", "my_number"])
    )
