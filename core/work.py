"""今日の仕事: what waits for a person. Each app tells its own; core knows only where they are listed.

`settings.WORK` names functions by dotted path; each takes the person and the day and yields Tasks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from core.calendar import wareki
from core.models import Staff

Source = Callable[[Staff, date], Iterator["Task"]]


@dataclass(frozen=True)
class Task:
    """One thing that waits: what it is, where it is done, and since when or until when, if known."""

    title: str
    url: str
    detail: str = ""
    day: date | None = None

    @property
    def due(self) -> str:
        """The day in 和暦; nothing where it has none."""
        return wareki(self.day) if self.day else ""


def work_of(person: Staff, day: date) -> list[Task]:
    """Everything that waits for the person on the day, the oldest first; what has no day comes last."""
    sources: list[Source] = [import_string(path) for path in settings.WORK]
    tasks = [task for source in sources for task in source(person, day)]
    return sorted(tasks, key=lambda task: task.day or date.max)


def some_of(names: list[str], most: int = 3) -> str:
    """The first names of a long list, and how many more there are: 「用賀、奥沢、成城ほか4件」."""
    shown = "、".join(names[:most])
    return f"{shown}ほか{len(names) - most}件" if len(names) > most else shown
