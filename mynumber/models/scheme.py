from django.db import models


class Scheme(models.TextChoices):
    """Which of the two schemes a meeting or an audit is about. Each has its own, and its own ordinance."""

    JUKI_NET = "juki_net", "住民基本台帳ネットワークシステム"
    MY_NUMBER = "my_number", "マイナンバー制度"


def known_scheme(model: str) -> models.CheckConstraint:
    """The constraint that a row is of one of the two schemes."""
    return models.CheckConstraint(
        name=f"mynumber_{model}_scheme_known", condition=models.Q(scheme__in=["juki_net", "my_number"])
    )
