# What these migrations had become, each table made whole: Django renders all models anew for every step, and
# every test database paid for it.

import core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # A database that has run all of these takes this one as run; one that stopped halfway is refused.
    replaces = [
        ('privacy_review', '0001_initial'),
        ('privacy_review', '0002_permissions_and_trail_order'),
        ('privacy_review', '0003_criteria_and_linkages_known'),
        ('privacy_review', '0004_guard_every_text'),
        ('privacy_review', '0005_lists_in_order'),
    ]

    dependencies = [
        ('core', '0001_squashed_0008_published_with_an_edition'),
    ]

    operations = [
        migrations.CreateModel(
            name='CareCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, validators=[core.validators.no_my_number], verbose_name='区分コード')),
                ('name', models.CharField(max_length=60, validators=[core.validators.no_my_number], verbose_name='条例要配慮個人情報の内容')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='開始日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='終了日')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'verbose_name': '条例要配慮個人情報の区分',
                'verbose_name_plural': '条例要配慮個人情報の区分',
                'ordering': ['order', 'code'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'view'),
                'indexes': [models.Index(fields=['order', 'code'], name='privacy_review_care_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='privacy_review_carecategory_ends_after_start', violation_error_message='終了日が開始日より前になっています。日付を確かめてください。')],
            },
        ),
        migrations.CreateModel(
            name='CareCategoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.carecategory')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=40, validators=[core.validators.no_my_number], verbose_name='区分コード')),
                ('name', models.CharField(max_length=60, validators=[core.validators.no_my_number], verbose_name='条例要配慮個人情報の内容')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='開始日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='終了日')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_6ea3e4_idx')],
            },
        ),
        migrations.CreateModel(
            name='ImplementingBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, validators=[core.validators.no_my_number], verbose_name='実施機関コード')),
                ('name', models.CharField(max_length=40, validators=[core.validators.no_my_number], verbose_name='実施機関')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'verbose_name': '実施機関',
                'verbose_name_plural': '実施機関',
                'ordering': ['order', 'code'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'view'),
                'indexes': [models.Index(fields=['order', 'code'], name='privacy_review_body_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ImplementingBodyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.implementingbody')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=40, validators=[core.validators.no_my_number], verbose_name='実施機関コード')),
                ('name', models.CharField(max_length=40, validators=[core.validators.no_my_number], verbose_name='実施機関')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_373043_idx')],
            },
        ),
        migrations.CreateModel(
            name='ReviewCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(choices=[('outsourcing', '外部委託'), ('use_beyond_purpose', '目的外利用'), ('external_provision', '外部提供'), ('online_linkage', 'オンライン結合・システム導入')], max_length=20, verbose_name='審査基準')),
                ('implementing_body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='privacy_review.implementingbody', verbose_name='実施機関')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review_cases', to='core.department', verbose_name='担当部課')),
                ('reviewed_on', models.DateField(verbose_name='審査日')),
                ('counted_only', models.BooleanField(default=False, help_text='公表された件数だけが分かり、内容が分からない案件です。', verbose_name='件数のみ')),
                ('content', models.TextField(blank=True, validators=[core.validators.no_my_number], verbose_name='委託・結合・導入の内容')),
                ('purpose', models.TextField(blank=True, validators=[core.validators.no_my_number], verbose_name='利用目的')),
                ('clause', models.CharField(blank=True, help_text='例：第69条第1項', max_length=60, validators=[core.validators.no_my_number], verbose_name='該当条項')),
                ('recipient', models.CharField(blank=True, max_length=100, validators=[core.validators.no_my_number], verbose_name='提供先')),
                ('linkage', models.CharField(blank=True, choices=[('online_linkage', 'オンライン結合'), ('system_introduction', 'システム導入')], max_length=20, verbose_name='オンライン結合・システム導入の別')),
                ('holding_department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.department', verbose_name='保有課')),
                ('using_department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.department', verbose_name='利用課')),
                ('special_care', models.BooleanField(default=False, verbose_name='要配慮個人情報')),
                ('ordinance_special_care', models.BooleanField(default=False, verbose_name='条例要配慮個人情報')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'verbose_name': '審査案件',
                'verbose_name_plural': '審査案件',
                'ordering': ['criterion', 'order', 'id'],
                'permissions': [('draft_review_report', '個人情報の審査の報告書を起草する')],
                'abstract': False,
                'default_permissions': ('add', 'change', 'view'),
                'indexes': [models.Index(fields=['criterion', 'order', 'id'], name='privacy_review_case_in_order'), models.Index(fields=['reviewed_on', 'criterion'], name='privacy_review_case_period')],
                'constraints': [models.CheckConstraint(condition=models.Q(('criterion__in', ['outsourcing', 'use_beyond_purpose', 'external_provision', 'online_linkage'])), name='privacy_review_reviewcase_criterion_known'), models.CheckConstraint(condition=models.Q(('linkage__in', ['', 'online_linkage', 'system_introduction'])), name='privacy_review_reviewcase_linkage_known'), models.CheckConstraint(condition=models.Q(('counted_only', True), models.Q(('criterion', 'outsourcing'), models.Q(('content', ''), _negated=True), ('department__isnull', False)), models.Q(('criterion', 'use_beyond_purpose'), models.Q(('purpose', ''), _negated=True), models.Q(('clause', ''), _negated=True), ('holding_department__isnull', False), ('using_department__isnull', False)), models.Q(('criterion', 'external_provision'), models.Q(('recipient', ''), _negated=True), models.Q(('purpose', ''), _negated=True), models.Q(('clause', ''), _negated=True), ('department__isnull', False)), models.Q(('criterion', 'online_linkage'), models.Q(('linkage', ''), _negated=True), models.Q(('content', ''), _negated=True), ('department__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_fields_of_criterion', violation_error_message='審査基準ごとに必要な項目が空いています。外部委託は内容と担当部課、目的外利用は利用目的・該当条項・保有課・利用課、外部提供は提供先・利用目的・該当条項・担当部課、オンライン結合・システム導入はその別・内容・担当部課を入れてください。'), models.CheckConstraint(condition=models.Q(('counted_only', False), models.Q(('content', ''), ('ordinance_special_care', False), ('purpose', ''), ('recipient', ''), ('special_care', False)), _connector='OR'), name='privacy_review_reviewcase_counted_only_is_plain', violation_error_message='「件数のみ」の案件には、内容や要配慮の印を付けられません。')],
            },
        ),
        migrations.CreateModel(
            name='ReviewCaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.reviewcase')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('criterion', models.CharField(choices=[('outsourcing', '外部委託'), ('use_beyond_purpose', '目的外利用'), ('external_provision', '外部提供'), ('online_linkage', 'オンライン結合・システム導入')], max_length=20, verbose_name='審査基準')),
                ('implementing_body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.implementingbody', verbose_name='実施機関')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.department', verbose_name='担当部課')),
                ('reviewed_on', models.DateField(verbose_name='審査日')),
                ('counted_only', models.BooleanField(default=False, help_text='公表された件数だけが分かり、内容が分からない案件です。', verbose_name='件数のみ')),
                ('content', models.TextField(blank=True, validators=[core.validators.no_my_number], verbose_name='委託・結合・導入の内容')),
                ('purpose', models.TextField(blank=True, validators=[core.validators.no_my_number], verbose_name='利用目的')),
                ('clause', models.CharField(blank=True, help_text='例：第69条第1項', max_length=60, validators=[core.validators.no_my_number], verbose_name='該当条項')),
                ('recipient', models.CharField(blank=True, max_length=100, validators=[core.validators.no_my_number], verbose_name='提供先')),
                ('linkage', models.CharField(blank=True, choices=[('online_linkage', 'オンライン結合'), ('system_introduction', 'システム導入')], max_length=20, verbose_name='オンライン結合・システム導入の別')),
                ('holding_department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.department', verbose_name='保有課')),
                ('using_department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.department', verbose_name='利用課')),
                ('special_care', models.BooleanField(default=False, verbose_name='要配慮個人情報')),
                ('ordinance_special_care', models.BooleanField(default=False, verbose_name='条例要配慮個人情報')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_bdc148_idx')],
            },
        ),
        migrations.CreateModel(
            name='CaseCareCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_care_categories', to='privacy_review.reviewcase', verbose_name='審査案件')),
                ('care_category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='privacy_review.carecategory', verbose_name='区分')),
            ],
            options={
                'verbose_name': '案件の条例要配慮個人情報',
                'verbose_name_plural': '案件の条例要配慮個人情報',
                'ordering': ['care_category__order', 'id'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view'),
                'constraints': [models.UniqueConstraint(fields=('case', 'care_category'), name='privacy_review_casecarecategory_once', violation_error_message='同じ区分が２度あります。')],
            },
        ),
        migrations.CreateModel(
            name='CaseCareCategoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.casecarecategory')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.reviewcase', verbose_name='審査案件')),
                ('care_category', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.carecategory', verbose_name='区分')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_cf4ed6_idx')],
            },
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='care_categories',
            field=models.ManyToManyField(blank=True, related_name='cases', through='privacy_review.CaseCareCategory', to='privacy_review.carecategory', verbose_name='条例要配慮個人情報の内容'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carecategory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_carecategoryevent" ("code", "ends_on", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."code", NEW."ends_on", NEW."id", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='2bf7e5907f74feaec905ab3af12ed4a75fe944e1', operation='INSERT', pgid='pgtrigger_insert_insert_fa513', table='privacy_review_carecategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carecategory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_carecategoryevent" ("code", "ends_on", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."code", NEW."ends_on", NEW."id", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='ea6807d9a7ccd2ea91c4f2efff8b3ef9a4c5a260', operation='UPDATE', pgid='pgtrigger_update_update_69f62', table='privacy_review_carecategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carecategory',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_carecategoryevent" ("code", "ends_on", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (OLD."code", OLD."ends_on", OLD."id", OLD."name", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."starts_on"); RETURN NULL;', hash='b1e5458a662edc6f2c994fca9397709e0ece03ef', operation='DELETE', pgid='pgtrigger_delete_delete_e5130', table='privacy_review_carecategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='implementingbody',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_implementingbodyevent" ("code", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='ed71837a9e7f6d31cce465fd6616cecabd6577a7', operation='INSERT', pgid='pgtrigger_insert_insert_8975b', table='privacy_review_implementingbody', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='implementingbody',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_implementingbodyevent" ("code", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."name", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='054f00580b8f7dbfe598da10f23e926ebc8f7099', operation='UPDATE', pgid='pgtrigger_update_update_fa674', table='privacy_review_implementingbody', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='implementingbody',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_implementingbodyevent" ("code", "id", "name", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", OLD."name", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='0bbf2fd683ab8e2d73d3c633d0ed3e414a9d9791', operation='DELETE', pgid='pgtrigger_delete_delete_ba230', table='privacy_review_implementingbody', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_reviewcaseevent" ("clause", "content", "counted_only", "criterion", "department_id", "holding_department_id", "id", "implementing_body_id", "linkage", "order", "ordinance_special_care", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recipient", "reviewed_on", "special_care", "using_department_id") VALUES (NEW."clause", NEW."content", NEW."counted_only", NEW."criterion", NEW."department_id", NEW."holding_department_id", NEW."id", NEW."implementing_body_id", NEW."linkage", NEW."order", NEW."ordinance_special_care", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."purpose", NEW."recipient", NEW."reviewed_on", NEW."special_care", NEW."using_department_id"); RETURN NULL;', hash='688b189dc0b5813d25b23f2db779b2038fcdb133', operation='INSERT', pgid='pgtrigger_insert_insert_df244', table='privacy_review_reviewcase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_reviewcaseevent" ("clause", "content", "counted_only", "criterion", "department_id", "holding_department_id", "id", "implementing_body_id", "linkage", "order", "ordinance_special_care", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recipient", "reviewed_on", "special_care", "using_department_id") VALUES (NEW."clause", NEW."content", NEW."counted_only", NEW."criterion", NEW."department_id", NEW."holding_department_id", NEW."id", NEW."implementing_body_id", NEW."linkage", NEW."order", NEW."ordinance_special_care", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."purpose", NEW."recipient", NEW."reviewed_on", NEW."special_care", NEW."using_department_id"); RETURN NULL;', hash='1fb7eaa13a7bd9b02aa59b70a8e0dc589c92d255', operation='UPDATE', pgid='pgtrigger_update_update_47488', table='privacy_review_reviewcase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_reviewcaseevent" ("clause", "content", "counted_only", "criterion", "department_id", "holding_department_id", "id", "implementing_body_id", "linkage", "order", "ordinance_special_care", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recipient", "reviewed_on", "special_care", "using_department_id") VALUES (OLD."clause", OLD."content", OLD."counted_only", OLD."criterion", OLD."department_id", OLD."holding_department_id", OLD."id", OLD."implementing_body_id", OLD."linkage", OLD."order", OLD."ordinance_special_care", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."purpose", OLD."recipient", OLD."reviewed_on", OLD."special_care", OLD."using_department_id"); RETURN NULL;', hash='01619b18370bb143536287e82a7e788b46a7ad54', operation='DELETE', pgid='pgtrigger_delete_delete_01cb4', table='privacy_review_reviewcase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecarecategory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_casecarecategoryevent" ("care_category_id", "case_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."care_category_id", NEW."case_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='0743b9f8b8d7881c4e29a7b8126ca177cf28ee96', operation='INSERT', pgid='pgtrigger_insert_insert_0e690', table='privacy_review_casecarecategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecarecategory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_casecarecategoryevent" ("care_category_id", "case_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."care_category_id", NEW."case_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='161a833721d595851e3ad05b6d2cb68d4ef5dcc7', operation='UPDATE', pgid='pgtrigger_update_update_afdbd', table='privacy_review_casecarecategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecarecategory',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_casecarecategoryevent" ("care_category_id", "case_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."care_category_id", OLD."case_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='9532e497bb2a18526be42caef54511fc7b583776', operation='DELETE', pgid='pgtrigger_delete_delete_bc5b1', table='privacy_review_casecarecategory', when='AFTER')),
        ),
    ]
