import django.contrib.postgres.fields
from django.db import migrations, models

from core.models.access_event import in_words


def tell(apps, schema_editor):
    """Say the lines that are there in the words of today: those of their day were never kept."""
    events = apps.get_model("core", "AccessEvent").objects
    batch = []
    for event in events.only("detail").iterator(chunk_size=2000):
        event.sentences = list(in_words(event.detail))
        batch.append(event)
        if len(batch) == 2000:
            events.bulk_update(batch, ["sentences"])
            batch.clear()
    events.bulk_update(batch, ["sentences"])


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_squashed_0008_published_with_an_edition'),
    ]

    operations = [
        migrations.AddField(
            model_name='accessevent',
            name='sentences',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, editable=False, size=None, verbose_name='内容の文'),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
