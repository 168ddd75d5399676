import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
import privacy_review.models.case_search
from django.db import migrations, models


# Each letter and each two that stand together. COST: some fifty microseconds, ten thousand times an operator's,
# so that the planner lets the index answer.
LETTERS = """
    CREATE FUNCTION privacy_review_letters(text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
        SELECT array_agg(one) || array_agg(one || two)
        FROM unnest(string_to_array($1, NULL), (string_to_array($1, NULL))[2:]) AS pairs(one, two)
    $$
"""

class Migration(migrations.Migration):

    dependencies = [
        ('privacy_review', '0006_cases_as_work'),
    ]

    operations = [
        migrations.RunSQL(LETTERS, 'DROP FUNCTION privacy_review_letters(text)'),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reviewcase',
            name='update_update',
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='searched',
            field=models.TextField(default='', editable=False, verbose_name='検索する言葉'),
        ),
        migrations.AddIndex(
            model_name='reviewcase',
            index=django.contrib.postgres.indexes.GinIndex(privacy_review.models.case_search.Letters('searched'), name='privacy_review_case_letters'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='processor',
            trigger=pgtrigger.compiler.Trigger(name='renamed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."name" IS DISTINCT FROM (NEW."name"))', func="UPDATE privacy_review_reviewcase SET searched = '' WHERE processor_id = NEW.id; RETURN NULL;", hash='64bce5d46ba656311421d1fa81e66592d1c7418e', operation='UPDATE OF "name"', pgid='pgtrigger_renamed_23421', table='privacy_review_processor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='searched', sql=pgtrigger.compiler.UpsertTriggerSql(func="NEW.searched := normalize(translate(regexp_replace(translate(regexp_replace(lower(normalize(concat_ws(chr(31),\n    coalesce((SELECT name FROM privacy_review_undertaking WHERE id = NEW.undertaking_id), ''),\n    coalesce((SELECT name FROM privacy_review_processor WHERE id = NEW.processor_id), ''),\n    NEW.content, NEW.purpose, NEW.recipient, NEW.clause, NEW.safety_plan), NFKC)), '\\s+', '', 'g'), '‐‑‒–—―−－ー-〜‖ヶヵ・·', '----------~∥かか'), '[ケカ箇](?=[所月国年条])', 'か', 'g'), 'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ', 'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ'), NFKC); RETURN NEW;", hash='6cd2c149725285d3dd1aacb7e2b726a875fa9175', operation='INSERT OR UPDATE', pgid='pgtrigger_searched_32f45', table='privacy_review_reviewcase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."accepted_by_id" IS DISTINCT FROM (NEW."accepted_by_id") OR OLD."clause" IS DISTINCT FROM (NEW."clause") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."confirmed_by_id" IS DISTINCT FROM (NEW."confirmed_by_id") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."contract_ends_on" IS DISTINCT FROM (NEW."contract_ends_on") OR OLD."contract_starts_on" IS DISTINCT FROM (NEW."contract_starts_on") OR OLD."copied_from_id" IS DISTINCT FROM (NEW."copied_from_id") OR OLD."counted_only" IS DISTINCT FROM (NEW."counted_only") OR OLD."criterion" IS DISTINCT FROM (NEW."criterion") OR OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."drafted_at" IS DISTINCT FROM (NEW."drafted_at") OR OLD."drafted_by_id" IS DISTINCT FROM (NEW."drafted_by_id") OR OLD."holding_department_id" IS DISTINCT FROM (NEW."holding_department_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."implementing_body_id" IS DISTINCT FROM (NEW."implementing_body_id") OR OLD."linkage" IS DISTINCT FROM (NEW."linkage") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."ordinance_special_care" IS DISTINCT FROM (NEW."ordinance_special_care") OR OLD."processor_id" IS DISTINCT FROM (NEW."processor_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."recipient" IS DISTINCT FROM (NEW."recipient") OR OLD."refused_at" IS DISTINCT FROM (NEW."refused_at") OR OLD."refused_by_id" IS DISTINCT FROM (NEW."refused_by_id") OR OLD."returned_at" IS DISTINCT FROM (NEW."returned_at") OR OLD."returned_by_id" IS DISTINCT FROM (NEW."returned_by_id") OR OLD."reviewed_on" IS DISTINCT FROM (NEW."reviewed_on") OR OLD."revises_id" IS DISTINCT FROM (NEW."revises_id") OR OLD."safety_plan" IS DISTINCT FROM (NEW."safety_plan") OR OLD."special_care" IS DISTINCT FROM (NEW."special_care") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_by_id" IS DISTINCT FROM (NEW."submitted_by_id") OR OLD."undertaking_id" IS DISTINCT FROM (NEW."undertaking_id") OR OLD."using_department_id" IS DISTINCT FROM (NEW."using_department_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at") OR OLD."withdrawn_by_id" IS DISTINCT FROM (NEW."withdrawn_by_id") OR OLD."withheld" IS DISTINCT FROM (NEW."withheld") OR OLD."withheld_reason" IS DISTINCT FROM (NEW."withheld_reason"))', func='INSERT INTO "privacy_review_reviewcaseevent" ("accepted_at", "accepted_by_id", "clause", "confirmed_at", "confirmed_by_id", "content", "contract_ends_on", "contract_starts_on", "copied_from_id", "counted_only", "criterion", "department_id", "drafted_at", "drafted_by_id", "holding_department_id", "id", "implementing_body_id", "linkage", "order", "ordinance_special_care", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "processor_id", "purpose", "recipient", "refused_at", "refused_by_id", "returned_at", "returned_by_id", "reviewed_on", "revises_id", "safety_plan", "special_care", "state", "submitted_at", "submitted_by_id", "undertaking_id", "using_department_id", "version", "withdrawn_at", "withdrawn_by_id", "withheld", "withheld_reason") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."clause", NEW."confirmed_at", NEW."confirmed_by_id", NEW."content", NEW."contract_ends_on", NEW."contract_starts_on", NEW."copied_from_id", NEW."counted_only", NEW."criterion", NEW."department_id", NEW."drafted_at", NEW."drafted_by_id", NEW."holding_department_id", NEW."id", NEW."implementing_body_id", NEW."linkage", NEW."order", NEW."ordinance_special_care", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."processor_id", NEW."purpose", NEW."recipient", NEW."refused_at", NEW."refused_by_id", NEW."returned_at", NEW."returned_by_id", NEW."reviewed_on", NEW."revises_id", NEW."safety_plan", NEW."special_care", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."undertaking_id", NEW."using_department_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withheld", NEW."withheld_reason"); RETURN NULL;', hash='18914857c54b8d66967a8d21eff8b7d3d3a562eb', operation='UPDATE', pgid='pgtrigger_update_update_47488', table='privacy_review_reviewcase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='undertaking',
            trigger=pgtrigger.compiler.Trigger(name='renamed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."name" IS DISTINCT FROM (NEW."name"))', func="UPDATE privacy_review_reviewcase SET searched = '' WHERE undertaking_id = NEW.id; RETURN NULL;", hash='ff33fab1222d6fbb2142e8f5acdec097d670e666', operation='UPDATE OF "name"', pgid='pgtrigger_renamed_4f9e5', table='privacy_review_undertaking', when='AFTER')),
        ),
        migrations.RemoveIndex(
            model_name='reviewcase',
            name='privacy_review_case_in_order',
        ),
        migrations.AddIndex(
            model_name='reviewcase',
            index=models.Index(fields=['criterion', 'order', 'id'], include=('state', 'department'), name='privacy_review_case_in_order'),
        ),
        migrations.RemoveIndex(
            model_name='reviewcase',
            name='privacy_review_case_period',
        ),
        migrations.AddIndex(
            model_name='reviewcase',
            index=models.Index(fields=['reviewed_on', 'criterion'], include=('state', 'implementing_body', 'special_care', 'ordinance_special_care', 'withheld', 'id'), name='privacy_review_case_period'),
        ),
        # The trigger writes what is there already; last, because nothing may be altered while its checks wait.
        migrations.RunSQL("UPDATE privacy_review_reviewcase SET searched = ''", migrations.RunSQL.noop),
    ]
