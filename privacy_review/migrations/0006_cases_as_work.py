import core.validators
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_squashed_0008_published_with_an_edition'),
        ('privacy_review', '0001_squashed_0005_lists_in_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(blank=True, choices=[('yes', '適'), ('no', '否'), ('not_applicable', '非該当')], max_length=20, verbose_name='答え')),
                ('reason', models.CharField(blank=True, max_length=400, validators=[core.validators.no_my_number], verbose_name='理由')),
                ('remark', models.CharField(blank=True, max_length=400, validators=[core.validators.no_my_number], verbose_name='指摘')),
            ],
            options={
                'verbose_name': '審査項目の答え',
                'verbose_name_plural': '審査項目の答え',
                'ordering': ['item__order', 'id'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view'),
            },
        ),
        migrations.CreateModel(
            name='CaseAnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('answer', models.CharField(blank=True, choices=[('yes', '適'), ('no', '否'), ('not_applicable', '非該当')], max_length=20, verbose_name='答え')),
                ('reason', models.CharField(blank=True, max_length=400, validators=[core.validators.no_my_number], verbose_name='理由')),
                ('remark', models.CharField(blank=True, max_length=400, validators=[core.validators.no_my_number], verbose_name='指摘')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CaseCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, validators=[core.validators.no_my_number], verbose_name='条件')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('state', models.CharField(choices=[('open', '対応待ち'), ('reported', '確認待ち'), ('met', '対応済み')], default='open', editable=False, max_length=10, verbose_name='状態')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('reported_at', models.DateTimeField(editable=False, null=True, verbose_name='報告日時')),
                ('met_at', models.DateTimeField(editable=False, null=True, verbose_name='確認日時')),
            ],
            options={
                'verbose_name': '承認の条件',
                'verbose_name_plural': '承認の条件',
                'ordering': ['due_on', 'id'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='CaseConditionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('text', models.CharField(max_length=300, validators=[core.validators.no_my_number], verbose_name='条件')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('state', models.CharField(choices=[('open', '対応待ち'), ('reported', '確認待ち'), ('met', '対応済み')], default='open', editable=False, max_length=10, verbose_name='状態')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('reported_at', models.DateTimeField(editable=False, null=True, verbose_name='報告日時')),
                ('met_at', models.DateTimeField(editable=False, null=True, verbose_name='確認日時')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, validators=[core.validators.no_my_number], verbose_name='項目コード')),
                ('criterion', models.CharField(choices=[('outsourcing', '外部委託'), ('use_beyond_purpose', '目的外利用'), ('external_provision', '外部提供'), ('online_linkage', 'オンライン結合・システム導入')], max_length=20, verbose_name='審査基準')),
                ('question', models.CharField(max_length=300, validators=[core.validators.no_my_number], verbose_name='審査項目')),
                ('guidance', models.CharField(blank=True, max_length=300, validators=[core.validators.no_my_number], verbose_name='確かめること')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='開始日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='終了日')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'verbose_name': '審査項目',
                'verbose_name_plural': '審査項目',
                'ordering': ['criterion', 'order', 'id'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='CheckItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=40, validators=[core.validators.no_my_number], verbose_name='項目コード')),
                ('criterion', models.CharField(choices=[('outsourcing', '外部委託'), ('use_beyond_purpose', '目的外利用'), ('external_provision', '外部提供'), ('online_linkage', 'オンライン結合・システム導入')], max_length=20, verbose_name='審査基準')),
                ('question', models.CharField(max_length=300, validators=[core.validators.no_my_number], verbose_name='審査項目')),
                ('guidance', models.CharField(blank=True, max_length=300, validators=[core.validators.no_my_number], verbose_name='確かめること')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='開始日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='終了日')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Processor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, validators=[core.validators.no_my_number], verbose_name='委託先')),
                ('kana', models.CharField(blank=True, max_length=100, validators=[core.validators.no_my_number], verbose_name='ふりがな')),
                ('corporate_number', models.CharField(blank=True, help_text='13桁の数字です。分からないときは空けておきます。', max_length=13, validators=[core.validators.no_my_number, django.core.validators.RegexValidator('^\\d{13}$', '法人番号は13桁の数字です。')], verbose_name='法人番号')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='登録した日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='使わなくなった日')),
            ],
            options={
                'verbose_name': '委託先',
                'verbose_name_plural': '委託先',
                'ordering': ['kana', 'name', 'id'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='ProcessorEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=100, validators=[core.validators.no_my_number], verbose_name='委託先')),
                ('kana', models.CharField(blank=True, max_length=100, validators=[core.validators.no_my_number], verbose_name='ふりがな')),
                ('corporate_number', models.CharField(blank=True, help_text='13桁の数字です。分からないときは空けておきます。', max_length=13, validators=[core.validators.no_my_number, django.core.validators.RegexValidator('^\\d{13}$', '法人番号は13桁の数字です。')], verbose_name='法人番号')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='登録した日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='使わなくなった日')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Undertaking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='例：住民税非課税世帯等への価格高騰重点支援給付金', max_length=120, validators=[core.validators.no_my_number], verbose_name='業務の名称')),
                ('drafted_at', models.DateTimeField(auto_now_add=True, verbose_name='作成日時')),
            ],
            options={
                'verbose_name': '個人情報を取り扱う業務',
                'verbose_name_plural': '個人情報を取り扱う業務',
                'ordering': ['-id'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='UndertakingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(help_text='例：住民税非課税世帯等への価格高騰重点支援給付金', max_length=120, validators=[core.validators.no_my_number], verbose_name='業務の名称')),
                ('drafted_at', models.DateTimeField(auto_now_add=True, verbose_name='作成日時')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AlterModelOptions(
            name='reviewcase',
            options={'default_permissions': ('add', 'change', 'view'), 'ordering': ['criterion', 'order', 'id'], 'permissions': [('draft_review_report', '個人情報の審査の報告書を起草する'), ('submit_reviewcase', '自分の課の審査案件を提出する・取り下げる'), ('confirm_reviewcase', '自分の課の審査案件を課長として確認する'), ('accept_reviewcase', '審査案件を承認する・承認しない'), ('return_reviewcase', '審査案件を差し戻す'), ('withhold_reviewcase', '審査案件を報告書の一覧に載せないことにする'), ('view_all_reviews', 'すべての課の審査案件を見る')], 'verbose_name': '審査案件', 'verbose_name_plural': '審査案件'},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reviewcase',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reviewcase',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='reviewcase',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='reviewcase',
            name='privacy_review_reviewcase_fields_of_criterion',
        ),
        migrations.RemoveConstraint(
            model_name='reviewcase',
            name='privacy_review_reviewcase_counted_only_is_plain',
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='accepted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='承認日時'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='accepted_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承認した人'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='confirmed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='課長の確認日時'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='confirmed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認した課長'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='contract_ends_on',
            field=models.DateField(blank=True, null=True, verbose_name='契約の終わり'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='contract_starts_on',
            field=models.DateField(blank=True, null=True, verbose_name='契約の始まり'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='copied_from',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='privacy_review.reviewcase', verbose_name='写した元の案件'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='drafted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='起案日時'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='drafted_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='起案した人'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='refused_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='不承認の日時'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='refused_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承認しなかった人'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='returned_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='差戻し日時'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='returned_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差し戻した人'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='revises',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='privacy_review.reviewcase', verbose_name='内容が変わった元の案件'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='safety_plan',
            field=models.TextField(blank=True, help_text='だれが、どこで、どのように扱い、どう守り、終わったらどう消すかを書きます。', validators=[core.validators.no_my_number], verbose_name='安全管理の計画'),
        ),
        # What is there was reviewed on paper; what comes begins as a draft.
        migrations.AddField(
            model_name='reviewcase',
            name='state',
            field=models.CharField(choices=[('draft', '下書き'), ('submitted', '課長の確認待ち'), ('confirmed', '審査待ち'), ('accepted', '承認'), ('conditional', '条件付き承認'), ('refused', '不承認'), ('returned', '差戻し'), ('withdrawn', '取下げ'), ('recorded', '紙で審査済み')], default='recorded', editable=False, max_length=12, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='reviewcase',
            name='state',
            field=models.CharField(choices=[('draft', '下書き'), ('submitted', '課長の確認待ち'), ('confirmed', '審査待ち'), ('accepted', '承認'), ('conditional', '条件付き承認'), ('refused', '不承認'), ('returned', '差戻し'), ('withdrawn', '取下げ'), ('recorded', '紙で審査済み')], default='draft', editable=False, max_length=12, verbose_name='状態'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='submitted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='提出日時'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='submitted_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出した人'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='版'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='取下げ日時'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='withdrawn_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取り下げた人'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='withheld',
            field=models.BooleanField(default=False, editable=False, verbose_name='一覧に載せない'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='withheld_reason',
            field=models.CharField(blank=True, editable=False, max_length=200, validators=[core.validators.no_my_number], verbose_name='一覧に載せない理由'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='accepted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='承認日時'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='accepted_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承認した人'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='confirmed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='課長の確認日時'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='confirmed_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認した課長'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='contract_ends_on',
            field=models.DateField(blank=True, null=True, verbose_name='契約の終わり'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='contract_starts_on',
            field=models.DateField(blank=True, null=True, verbose_name='契約の始まり'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='copied_from',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.reviewcase', verbose_name='写した元の案件'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='drafted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='起案日時'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='drafted_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='起案した人'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='refused_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='不承認の日時'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='refused_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承認しなかった人'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='returned_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='差戻し日時'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='returned_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='差し戻した人'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='revises',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.reviewcase', verbose_name='内容が変わった元の案件'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='safety_plan',
            field=models.TextField(blank=True, help_text='だれが、どこで、どのように扱い、どう守り、終わったらどう消すかを書きます。', validators=[core.validators.no_my_number], verbose_name='安全管理の計画'),
        ),
        # What is there was reviewed on paper; what comes begins as a draft.
        migrations.AddField(
            model_name='reviewcaseevent',
            name='state',
            field=models.CharField(choices=[('draft', '下書き'), ('submitted', '課長の確認待ち'), ('confirmed', '審査待ち'), ('accepted', '承認'), ('conditional', '条件付き承認'), ('refused', '不承認'), ('returned', '差戻し'), ('withdrawn', '取下げ'), ('recorded', '紙で審査済み')], default='recorded', editable=False, max_length=12, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='reviewcaseevent',
            name='state',
            field=models.CharField(choices=[('draft', '下書き'), ('submitted', '課長の確認待ち'), ('confirmed', '審査待ち'), ('accepted', '承認'), ('conditional', '条件付き承認'), ('refused', '不承認'), ('returned', '差戻し'), ('withdrawn', '取下げ'), ('recorded', '紙で審査済み')], default='draft', editable=False, max_length=12, verbose_name='状態'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='submitted_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='提出日時'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='submitted_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出した人'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='版'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='取下げ日時'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='withdrawn_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取り下げた人'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='withheld',
            field=models.BooleanField(default=False, editable=False, verbose_name='一覧に載せない'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='withheld_reason',
            field=models.CharField(blank=True, editable=False, max_length=200, validators=[core.validators.no_my_number], verbose_name='一覧に載せない理由'),
        ),
        migrations.AlterField(
            model_name='reviewcase',
            name='reviewed_on',
            field=models.DateField(blank=True, null=True, verbose_name='審査日'),
        ),
        migrations.AlterField(
            model_name='reviewcaseevent',
            name='reviewed_on',
            field=models.DateField(blank=True, null=True, verbose_name='審査日'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecarecategory',
            trigger=pgtrigger.compiler.Trigger(name='lines_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE at_state text;', func="\n            FOR at_state IN\n                SELECT state FROM privacy_review_reviewcase WHERE id IN (OLD.case_id, NEW.case_id) ORDER BY id FOR SHARE\n            LOOP\n                IF at_state NOT IN ('draft', 'returned', 'recorded') THEN\n                    RAISE EXCEPTION '提出した案件の内容は変更できません。差し戻してもらうか、新しく審査を受けてください。'\n                        USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_casecarecategory_stays';\n                END IF;\n            END LOOP;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='6a792ced2d98831eccefcbf11a8acd31c0aab499', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lines_frozen_16df7', table='privacy_review_casecarecategory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecarecategory',
            trigger=pgtrigger.compiler.Trigger(name='category_fits', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n    IF EXISTS (\n        SELECT FROM privacy_review_reviewcase AS reviewed\n        WHERE reviewed.id = OLD.case_id AND reviewed.state NOT IN ('draft', 'returned', 'withdrawn')\n            AND reviewed.ordinance_special_care <> EXISTS (\n                SELECT FROM privacy_review_casecarecategory AS line WHERE line.case_id = reviewed.id\n            )\n    ) THEN\n        RAISE EXCEPTION '条例要配慮個人情報の「有」「無」と、その内容とが合っていません。'\n            '「有」のときは内容を1つ以上選び、「無」のときは内容を外してください。'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_reviewcase_categories_fit';\n    END IF;\n\n\n    IF EXISTS (\n        SELECT FROM privacy_review_reviewcase AS reviewed\n        WHERE reviewed.id = NEW.case_id AND reviewed.state NOT IN ('draft', 'returned', 'withdrawn')\n            AND reviewed.ordinance_special_care <> EXISTS (\n                SELECT FROM privacy_review_casecarecategory AS line WHERE line.case_id = reviewed.id\n            )\n    ) THEN\n        RAISE EXCEPTION '条例要配慮個人情報の「有」「無」と、その内容とが合っていません。'\n            '「有」のときは内容を1つ以上選び、「無」のときは内容を外してください。'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_reviewcase_categories_fit';\n    END IF;\n\nRETURN NULL;", hash='6d21be731db5dae2c324f90d8d1efd135f9492a1', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_category_fits_afb93', table='privacy_review_casecarecategory', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='arrows', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('confirmed', 'accepted'), ('confirmed', 'conditional'), ('confirmed', 'refused'), ('confirmed', 'returned'), ('confirmed', 'withdrawn'), ('draft', 'submitted'), ('draft', 'withdrawn'), ('returned', 'submitted'), ('returned', 'withdrawn'), ('submitted', 'confirmed'), ('submitted', 'returned'), ('submitted', 'withdrawn')) THEN RAISE EXCEPTION 'この状態から、その状態へは進められません。画面を開き直してください。' USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_reviewcase_arrow_drawn'; END IF;\nIF TG_OP = 'INSERT' AND NEW.state NOT IN ('draft', 'recorded') THEN RAISE EXCEPTION 'この状態から、その状態へは進められません。画面を開き直してください。' USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_reviewcase_starts_as_first'; END IF;\nRETURN NEW;", hash='975c59107281e95793ec2fa46f4dbe9cae7e06b3', operation='INSERT OR UPDATE', pgid='pgtrigger_arrows_a3811', table='privacy_review_reviewcase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='content_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF OLD.state NOT IN ('draft', 'returned', 'recorded')\n        AND (OLD.criterion, OLD.implementing_body_id, OLD.department_id, OLD.undertaking_id, OLD.content,\n             OLD.purpose, OLD.clause, OLD.recipient, OLD.linkage, OLD.holding_department_id,\n             OLD.using_department_id, OLD.processor_id, OLD.contract_starts_on, OLD.contract_ends_on,\n             OLD.safety_plan, OLD.special_care, OLD.ordinance_special_care, OLD.drafted_by_id)\n            IS DISTINCT FROM\n            (NEW.criterion, NEW.implementing_body_id, NEW.department_id, NEW.undertaking_id, NEW.content,\n             NEW.purpose, NEW.clause, NEW.recipient, NEW.linkage, NEW.holding_department_id,\n             NEW.using_department_id, NEW.processor_id, NEW.contract_starts_on, NEW.contract_ends_on,\n             NEW.safety_plan, NEW.special_care, NEW.ordinance_special_care, NEW.drafted_by_id) THEN RAISE EXCEPTION '提出した案件の内容は変更できません。差し戻してもらうか、新しく審査を受けてください。' USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_reviewcase_content_reviewed'; END IF;\nRETURN NEW;", hash='9bcb0a1d386cdeb0ec403211283e8644a80f2936', operation='UPDATE', pgid='pgtrigger_content_stays_d3262', table='privacy_review_reviewcase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='of_its_section', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.undertaking_id IS NOT NULL AND NOT EXISTS (\n            SELECT FROM privacy_review_undertaking AS undertaking\n            WHERE undertaking.id = NEW.undertaking_id AND undertaking.department_id = NEW.department_id\n        ) THEN RAISE EXCEPTION '業務と案件の担当部課が違います。業務の担当部課の案件にしてください。' USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_reviewcase_of_its_section'; END IF;\nRETURN NEW;", hash='095bb27a340937cc8039c14eb25b2ef788c13c68', operation='INSERT OR UPDATE', pgid='pgtrigger_of_its_section_22e9d', table='privacy_review_reviewcase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='categories_fit', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n    IF EXISTS (\n        SELECT FROM privacy_review_reviewcase AS reviewed\n        WHERE reviewed.id = NEW.id AND reviewed.state NOT IN ('draft', 'returned', 'withdrawn')\n            AND reviewed.ordinance_special_care <> EXISTS (\n                SELECT FROM privacy_review_casecarecategory AS line WHERE line.case_id = reviewed.id\n            )\n    ) THEN\n        RAISE EXCEPTION '条例要配慮個人情報の「有」「無」と、その内容とが合っていません。'\n            '「有」のときは内容を1つ以上選び、「無」のときは内容を外してください。'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_reviewcase_categories_fit';\n    END IF;\n\nRETURN NULL;", hash='86dad67b9b83fa3d944c3520fcf35ddd87d639d4', operation='INSERT OR UPDATE', pgid='pgtrigger_categories_fit_be652', table='privacy_review_reviewcase', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='has_conditions', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'conditional\')', constraint='CONSTRAINT', func="\n        IF NOT EXISTS (SELECT FROM privacy_review_casecondition WHERE case_id = NEW.id) THEN\n            RAISE EXCEPTION '条件付きで承認するときは、条件を1つ以上入れてください。'\n                USING ERRCODE = 'check_violation',\n                CONSTRAINT = 'privacy_review_reviewcase_conditional_has_conditions';\n        END IF;\n        RETURN NULL;\n    ", hash='05a49c5a09377d4ab89f0d527f07b50b3f470cbe', operation='INSERT OR UPDATE', pgid='pgtrigger_has_conditions_9287d', table='privacy_review_reviewcase', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_reviewcaseevent" ("accepted_at", "accepted_by_id", "clause", "confirmed_at", "confirmed_by_id", "content", "contract_ends_on", "contract_starts_on", "copied_from_id", "counted_only", "criterion", "department_id", "drafted_at", "drafted_by_id", "holding_department_id", "id", "implementing_body_id", "linkage", "order", "ordinance_special_care", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "processor_id", "purpose", "recipient", "refused_at", "refused_by_id", "returned_at", "returned_by_id", "reviewed_on", "revises_id", "safety_plan", "special_care", "state", "submitted_at", "submitted_by_id", "undertaking_id", "using_department_id", "version", "withdrawn_at", "withdrawn_by_id", "withheld", "withheld_reason") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."clause", NEW."confirmed_at", NEW."confirmed_by_id", NEW."content", NEW."contract_ends_on", NEW."contract_starts_on", NEW."copied_from_id", NEW."counted_only", NEW."criterion", NEW."department_id", NEW."drafted_at", NEW."drafted_by_id", NEW."holding_department_id", NEW."id", NEW."implementing_body_id", NEW."linkage", NEW."order", NEW."ordinance_special_care", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."processor_id", NEW."purpose", NEW."recipient", NEW."refused_at", NEW."refused_by_id", NEW."returned_at", NEW."returned_by_id", NEW."reviewed_on", NEW."revises_id", NEW."safety_plan", NEW."special_care", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."undertaking_id", NEW."using_department_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withheld", NEW."withheld_reason"); RETURN NULL;', hash='f65a02820e8cd63ae2df095d099848190600c063', operation='INSERT', pgid='pgtrigger_insert_insert_df244', table='privacy_review_reviewcase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_reviewcaseevent" ("accepted_at", "accepted_by_id", "clause", "confirmed_at", "confirmed_by_id", "content", "contract_ends_on", "contract_starts_on", "copied_from_id", "counted_only", "criterion", "department_id", "drafted_at", "drafted_by_id", "holding_department_id", "id", "implementing_body_id", "linkage", "order", "ordinance_special_care", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "processor_id", "purpose", "recipient", "refused_at", "refused_by_id", "returned_at", "returned_by_id", "reviewed_on", "revises_id", "safety_plan", "special_care", "state", "submitted_at", "submitted_by_id", "undertaking_id", "using_department_id", "version", "withdrawn_at", "withdrawn_by_id", "withheld", "withheld_reason") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."clause", NEW."confirmed_at", NEW."confirmed_by_id", NEW."content", NEW."contract_ends_on", NEW."contract_starts_on", NEW."copied_from_id", NEW."counted_only", NEW."criterion", NEW."department_id", NEW."drafted_at", NEW."drafted_by_id", NEW."holding_department_id", NEW."id", NEW."implementing_body_id", NEW."linkage", NEW."order", NEW."ordinance_special_care", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."processor_id", NEW."purpose", NEW."recipient", NEW."refused_at", NEW."refused_by_id", NEW."returned_at", NEW."returned_by_id", NEW."reviewed_on", NEW."revises_id", NEW."safety_plan", NEW."special_care", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."undertaking_id", NEW."using_department_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withheld", NEW."withheld_reason"); RETURN NULL;', hash='f7cb2e31cca3fe4126f8be8e451375ae3ab086f1', operation='UPDATE', pgid='pgtrigger_update_update_47488', table='privacy_review_reviewcase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_reviewcaseevent" ("accepted_at", "accepted_by_id", "clause", "confirmed_at", "confirmed_by_id", "content", "contract_ends_on", "contract_starts_on", "copied_from_id", "counted_only", "criterion", "department_id", "drafted_at", "drafted_by_id", "holding_department_id", "id", "implementing_body_id", "linkage", "order", "ordinance_special_care", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "processor_id", "purpose", "recipient", "refused_at", "refused_by_id", "returned_at", "returned_by_id", "reviewed_on", "revises_id", "safety_plan", "special_care", "state", "submitted_at", "submitted_by_id", "undertaking_id", "using_department_id", "version", "withdrawn_at", "withdrawn_by_id", "withheld", "withheld_reason") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."clause", OLD."confirmed_at", OLD."confirmed_by_id", OLD."content", OLD."contract_ends_on", OLD."contract_starts_on", OLD."copied_from_id", OLD."counted_only", OLD."criterion", OLD."department_id", OLD."drafted_at", OLD."drafted_by_id", OLD."holding_department_id", OLD."id", OLD."implementing_body_id", OLD."linkage", OLD."order", OLD."ordinance_special_care", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."processor_id", OLD."purpose", OLD."recipient", OLD."refused_at", OLD."refused_by_id", OLD."returned_at", OLD."returned_by_id", OLD."reviewed_on", OLD."revises_id", OLD."safety_plan", OLD."special_care", OLD."state", OLD."submitted_at", OLD."submitted_by_id", OLD."undertaking_id", OLD."using_department_id", OLD."version", OLD."withdrawn_at", OLD."withdrawn_by_id", OLD."withheld", OLD."withheld_reason"); RETURN NULL;', hash='3864c7a969cc77cd74dbd9da6f59a61d7a38778f', operation='DELETE', pgid='pgtrigger_delete_delete_01cb4', table='privacy_review_reviewcase', when='AFTER')),
        ),
        migrations.AddField(
            model_name='caseanswer',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='privacy_review.reviewcase', verbose_name='審査案件'),
        ),
        migrations.AddField(
            model_name='caseanswerevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.reviewcase', verbose_name='審査案件'),
        ),
        migrations.AddField(
            model_name='caseanswerevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.caseanswer'),
        ),
        migrations.AddField(
            model_name='casecondition',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conditions', to='privacy_review.reviewcase', verbose_name='審査案件'),
        ),
        migrations.AddField(
            model_name='casecondition',
            name='met_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認した人'),
        ),
        migrations.AddField(
            model_name='casecondition',
            name='reported_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='報告した人'),
        ),
        migrations.AddField(
            model_name='casecondition',
            name='set_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='条件を付けた人'),
        ),
        migrations.AddField(
            model_name='caseconditionevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.reviewcase', verbose_name='審査案件'),
        ),
        migrations.AddField(
            model_name='caseconditionevent',
            name='met_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確認した人'),
        ),
        migrations.AddField(
            model_name='caseconditionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.casecondition'),
        ),
        migrations.AddField(
            model_name='caseconditionevent',
            name='reported_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='報告した人'),
        ),
        migrations.AddField(
            model_name='caseconditionevent',
            name='set_by',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='条件を付けた人'),
        ),
        migrations.AddIndex(
            model_name='checkitem',
            index=models.Index(fields=['criterion', 'order', 'id'], name='privacy_review_check_in_order'),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='privacy_review_checkitem_ends_after_start', violation_error_message='終了日が開始日より前になっています。日付を確かめてください。'),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.CheckConstraint(condition=models.Q(('criterion__in', ['outsourcing', 'use_beyond_purpose', 'external_provision', 'online_linkage'])), name='privacy_review_checkitem_criterion_known'),
        ),
        migrations.AddField(
            model_name='caseanswerevent',
            name='item',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.checkitem', verbose_name='審査項目'),
        ),
        migrations.AddField(
            model_name='caseanswer',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='privacy_review.checkitem', verbose_name='審査項目'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_checkitemevent" ("code", "criterion", "ends_on", "guidance", "id", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "starts_on") VALUES (NEW."code", NEW."criterion", NEW."ends_on", NEW."guidance", NEW."id", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."question", NEW."starts_on"); RETURN NULL;', hash='4c82472e4c24c03f750af9b9293387cb09a7b6f8', operation='INSERT', pgid='pgtrigger_insert_insert_ad117', table='privacy_review_checkitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_checkitemevent" ("code", "criterion", "ends_on", "guidance", "id", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "starts_on") VALUES (NEW."code", NEW."criterion", NEW."ends_on", NEW."guidance", NEW."id", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."question", NEW."starts_on"); RETURN NULL;', hash='f2851206a99553baf8b60eb02dff9b9f6ad0986f', operation='UPDATE', pgid='pgtrigger_update_update_59a9c', table='privacy_review_checkitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_checkitemevent" ("code", "criterion", "ends_on", "guidance", "id", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "starts_on") VALUES (OLD."code", OLD."criterion", OLD."ends_on", OLD."guidance", OLD."id", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."question", OLD."starts_on"); RETURN NULL;', hash='ed1de95c6c5db568d81a3253473497667b85e8da', operation='DELETE', pgid='pgtrigger_delete_delete_3c9b0', table='privacy_review_checkitem', when='AFTER')),
        ),
        migrations.AddField(
            model_name='checkitemevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.checkitem'),
        ),
        migrations.AddIndex(
            model_name='processor',
            index=models.Index(fields=['kana', 'name', 'id'], name='privacy_review_proc_in_order'),
        ),
        migrations.AddConstraint(
            model_name='processor',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='privacy_review_processor_ends_after_start', violation_error_message='終了日が開始日より前になっています。日付を確かめてください。'),
        ),
        migrations.AddConstraint(
            model_name='processor',
            constraint=models.CheckConstraint(condition=models.Q(('corporate_number', ''), ('corporate_number__regex', '^[0-9]{13}$'), _connector='OR'), name='privacy_review_processor_corporate_number', violation_error_message='法人番号は13桁の数字です。'),
        ),
        migrations.AddConstraint(
            model_name='processor',
            constraint=models.UniqueConstraint(condition=models.Q(('corporate_number', ''), _negated=True), fields=('corporate_number',), name='privacy_review_processor_one_number', violation_error_message='同じ法人番号の委託先が、すでに登録されています。'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='processor',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_processorevent" ("corporate_number", "ends_on", "id", "kana", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."corporate_number", NEW."ends_on", NEW."id", NEW."kana", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='09cd25e700ef9edb4e60d59f588ae0adfe8b3707', operation='INSERT', pgid='pgtrigger_insert_insert_7a970', table='privacy_review_processor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='processor',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_processorevent" ("corporate_number", "ends_on", "id", "kana", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."corporate_number", NEW."ends_on", NEW."id", NEW."kana", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='b1c78b86ef34e61b3f4d6d485d57aad9ec86bbfe', operation='UPDATE', pgid='pgtrigger_update_update_8f20c', table='privacy_review_processor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='processor',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_processorevent" ("corporate_number", "ends_on", "id", "kana", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (OLD."corporate_number", OLD."ends_on", OLD."id", OLD."kana", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."starts_on"); RETURN NULL;', hash='ce94c2787a9d0ee814fe4f897eea558f36fea43f', operation='DELETE', pgid='pgtrigger_delete_delete_f0a3f', table='privacy_review_processor', when='AFTER')),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='processor',
            field=models.ForeignKey(blank=True, help_text='まだ決まっていないときは空けておきます。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='privacy_review.processor', verbose_name='委託先'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='processor',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='まだ決まっていないときは空けておきます。', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.processor', verbose_name='委託先'),
        ),
        migrations.AddField(
            model_name='processorevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.processor'),
        ),
        migrations.AddField(
            model_name='undertaking',
            name='copied_from',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='privacy_review.undertaking', verbose_name='写した元の業務'),
        ),
        migrations.AddField(
            model_name='undertaking',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='undertakings', to='core.department', verbose_name='担当部課'),
        ),
        migrations.AddField(
            model_name='undertaking',
            name='drafted_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作成した人'),
        ),
        migrations.AddField(
            model_name='reviewcase',
            name='undertaking',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='privacy_review.undertaking', verbose_name='業務'),
        ),
        migrations.AddField(
            model_name='reviewcaseevent',
            name='undertaking',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.undertaking', verbose_name='業務'),
        ),
        migrations.AddIndex(
            model_name='reviewcase',
            index=models.Index(condition=models.Q(('state', 'confirmed')), fields=['confirmed_at', 'id'], name='privacy_review_case_queue'),
        ),
        migrations.AddIndex(
            model_name='reviewcase',
            index=models.Index(condition=models.Q(('processor__isnull', False)), fields=['processor', 'contract_ends_on'], name='privacy_review_case_contracts'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'confirmed', 'accepted', 'conditional', 'refused', 'returned', 'withdrawn', 'recorded'])), name='privacy_review_reviewcase_state_known'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('counted_only', True), ('state__in', ('draft', 'returned', 'withdrawn')), models.Q(('criterion', 'outsourcing'), models.Q(('content', ''), _negated=True), ('department__isnull', False)), models.Q(('criterion', 'use_beyond_purpose'), models.Q(('purpose', ''), _negated=True), models.Q(('clause', ''), _negated=True), ('holding_department__isnull', False), ('using_department__isnull', False)), models.Q(('criterion', 'external_provision'), models.Q(('recipient', ''), _negated=True), models.Q(('purpose', ''), _negated=True), models.Q(('clause', ''), _negated=True), ('department__isnull', False)), models.Q(('criterion', 'online_linkage'), models.Q(('linkage', ''), _negated=True), models.Q(('content', ''), _negated=True), ('department__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_fields_of_criterion', violation_error_message='審査基準ごとに必要な項目が空いています。外部委託は内容と担当部課、目的外利用は利用目的・該当条項・保有課・利用課、外部提供は提供先・利用目的・該当条項・担当部課、オンライン結合・システム導入はその別・内容・担当部課を入れてください。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'returned', 'withdrawn', 'recorded']), models.Q(('criterion__in', ('outsourcing', 'external_provision', 'online_linkage')), _negated=True), models.Q(('safety_plan', ''), _negated=True), _connector='OR'), name='privacy_review_reviewcase_safety_planned', violation_error_message='安全管理の計画を入れてください。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('counted_only', False), models.Q(('content', ''), ('ordinance_special_care', False), ('purpose', ''), ('recipient', ''), ('special_care', False), ('state', 'recorded')), _connector='OR'), name='privacy_review_reviewcase_counted_only_is_plain', violation_error_message='「件数のみ」の案件には、内容や要配慮の印を付けられません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_on__isnull', False), ('state__in', ('accepted', 'conditional', 'recorded', 'refused'))), models.Q(models.Q(('state__in', ('accepted', 'conditional', 'recorded', 'refused')), _negated=True), ('reviewed_on__isnull', True)), _connector='OR'), name='privacy_review_reviewcase_reviewed_when_decided', violation_error_message='審査日を入れてください。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'recorded'), ('undertaking__isnull', True)), models.Q(models.Q(('state', 'recorded'), _negated=True), ('department__isnull', False), ('drafted_by__isnull', False), ('undertaking__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_of_undertaking'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('contract_starts_on__isnull', True), ('contract_ends_on__isnull', True), ('contract_ends_on__gte', models.F('contract_starts_on')), _connector='OR'), name='privacy_review_reviewcase_contract_ends_after_start', violation_error_message='契約の終わりが始まりより前になっています。日付を確かめてください。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withheld', False), ('withheld_reason', '')), models.Q(('withheld', True), models.Q(('withheld_reason', ''), _negated=True)), _connector='OR'), name='privacy_review_reviewcase_withheld_with_reason', violation_error_message='一覧に載せない理由を入れてください。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drafted_at__isnull', True), ('drafted_by__isnull', True)), models.Q(('drafted_at__isnull', False), ('drafted_by__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_drafted_pair'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('submitted_at__isnull', True), ('submitted_by__isnull', True)), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_submitted_pair'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_confirmed_pair'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_accepted_pair'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('refused_at__isnull', True), ('refused_by__isnull', True)), models.Q(('refused_at__isnull', False), ('refused_by__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_refused_pair'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', True), ('returned_by__isnull', True)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_returned_pair'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='privacy_review_reviewcase_withdrawn_pair'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_by__isnull', True), ('confirmed_by__isnull', True), models.Q(('submitted_by', models.F('confirmed_by')), _negated=True), _connector='OR'), name='privacy_review_reviewcase_submitted_not_confirmed', violation_error_message='起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_by__isnull', True), ('accepted_by__isnull', True), models.Q(('submitted_by', models.F('accepted_by')), _negated=True), _connector='OR'), name='privacy_review_reviewcase_submitted_not_accepted', violation_error_message='起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), ('accepted_by__isnull', True), models.Q(('confirmed_by', models.F('accepted_by')), _negated=True), _connector='OR'), name='privacy_review_reviewcase_confirmed_not_accepted', violation_error_message='起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('drafted_by__isnull', True), ('confirmed_by__isnull', True), models.Q(('drafted_by', models.F('confirmed_by')), _negated=True), _connector='OR'), name='privacy_review_reviewcase_drafted_not_confirmed', violation_error_message='起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('drafted_by__isnull', True), ('accepted_by__isnull', True), models.Q(('drafted_by', models.F('accepted_by')), _negated=True), _connector='OR'), name='privacy_review_reviewcase_drafted_not_accepted', violation_error_message='起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('drafted_by__isnull', True), ('refused_by__isnull', True), models.Q(('drafted_by', models.F('refused_by')), _negated=True), _connector='OR'), name='privacy_review_reviewcase_drafted_not_refused', violation_error_message='起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('submitted_by__isnull', True), ('refused_by__isnull', True), models.Q(('submitted_by', models.F('refused_by')), _negated=True), _connector='OR'), name='privacy_review_reviewcase_submitted_not_refused', violation_error_message='起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), ('refused_by__isnull', True), models.Q(('confirmed_by', models.F('refused_by')), _negated=True), _connector='OR'), name='privacy_review_reviewcase_confirmed_not_refused', violation_error_message='起案した人、提出した人、確認した人、審査した人は、それぞれ別の職員でなければなりません。'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'returned', 'withdrawn', 'recorded']), ('submitted_by__isnull', False), _connector='OR'), name='privacy_review_reviewcase_submitted_in_state'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['confirmed', 'accepted', 'conditional', 'refused']), _negated=True), ('confirmed_by__isnull', False), _connector='OR'), name='privacy_review_reviewcase_confirmed_in_state'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_by__isnull', False), ('state__in', ('accepted', 'conditional'))), models.Q(models.Q(('state__in', ('accepted', 'conditional')), _negated=True), ('accepted_by__isnull', True)), _connector='OR'), name='privacy_review_reviewcase_accepted_in_state'),
        ),
        migrations.AddConstraint(
            model_name='reviewcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('refused_by__isnull', False), ('state', 'refused')), models.Q(models.Q(('state', 'refused'), _negated=True), ('refused_by__isnull', True)), _connector='OR'), name='privacy_review_reviewcase_refused_in_state'),
        ),
        migrations.AddField(
            model_name='undertakingevent',
            name='copied_from',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='privacy_review.undertaking', verbose_name='写した元の業務'),
        ),
        migrations.AddField(
            model_name='undertakingevent',
            name='department',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.department', verbose_name='担当部課'),
        ),
        migrations.AddField(
            model_name='undertakingevent',
            name='drafted_by',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作成した人'),
        ),
        migrations.AddField(
            model_name='undertakingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='privacy_review.undertaking'),
        ),
        migrations.AddIndex(
            model_name='casecondition',
            index=models.Index(fields=['due_on', 'id'], name='privacy_review_condition_due'),
        ),
        migrations.AddConstraint(
            model_name='casecondition',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'reported', 'met'])), name='privacy_review_casecondition_state_known'),
        ),
        migrations.AddConstraint(
            model_name='casecondition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reported_at__isnull', True), ('reported_by__isnull', True)), models.Q(('reported_at__isnull', False), ('reported_by__isnull', False)), _connector='OR'), name='privacy_review_casecondition_reported_pair'),
        ),
        migrations.AddConstraint(
            model_name='casecondition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('met_at__isnull', True), ('met_by__isnull', True)), models.Q(('met_at__isnull', False), ('met_by__isnull', False)), _connector='OR'), name='privacy_review_casecondition_met_pair'),
        ),
        migrations.AddConstraint(
            model_name='casecondition',
            constraint=models.CheckConstraint(condition=models.Q(('reported_by__isnull', True), ('met_by__isnull', True), models.Q(('reported_by', models.F('met_by')), _negated=True), _connector='OR'), name='privacy_review_casecondition_reported_not_met', violation_error_message='対応を報告した人とは別の職員が確認してください。'),
        ),
        migrations.AddConstraint(
            model_name='casecondition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reported_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('reported_by__isnull', False)), _connector='OR'), name='privacy_review_casecondition_reported_in_state'),
        ),
        migrations.AddConstraint(
            model_name='casecondition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('met_by__isnull', False), ('state', 'met')), models.Q(models.Q(('state', 'met'), _negated=True), ('met_by__isnull', True)), _connector='OR'), name='privacy_review_casecondition_met_in_state'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecondition',
            trigger=pgtrigger.compiler.Trigger(name='arrows', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('open', 'reported'), ('reported', 'met'), ('reported', 'open')) THEN RAISE EXCEPTION 'この状態から、その状態へは進められません。画面を開き直してください。' USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_casecondition_arrow_drawn'; END IF;\nIF TG_OP = 'INSERT' AND NEW.state NOT IN ('open') THEN RAISE EXCEPTION 'この状態から、その状態へは進められません。画面を開き直してください。' USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_casecondition_starts_as_first'; END IF;\nRETURN NEW;", hash='85a304aa0bb2fd60fb5983ab5236ef4a89557a16', operation='INSERT OR UPDATE', pgid='pgtrigger_arrows_5e478', table='privacy_review_casecondition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecondition',
            trigger=pgtrigger.compiler.Trigger(name='set_by_decision', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NOT EXISTS (\n            SELECT FROM privacy_review_reviewcase AS reviewed\n            WHERE reviewed.id = NEW.case_id AND reviewed.state = 'conditional'\n        ) THEN RAISE EXCEPTION '条件は、条件付きで承認した案件にだけ付けられます。' USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_casecondition_set_by_decision'; END IF;\nRETURN NEW;", hash='d45e83733ee20bcbb38cdc77ebe5ad21d060c4f7', operation='INSERT', pgid='pgtrigger_set_by_decision_c26b3', table='privacy_review_casecondition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecondition',
            trigger=pgtrigger.compiler.Trigger(name='condition_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF (OLD.case_id, OLD.text, OLD.due_on, OLD.set_by_id)\n            IS DISTINCT FROM (NEW.case_id, NEW.text, NEW.due_on, NEW.set_by_id) THEN RAISE EXCEPTION '付けた条件は変更できません。' USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_casecondition_stays'; END IF;\nRETURN NEW;", hash='8383e4cb15f7e471c334f0b1aec2be54ed0ae87c', operation='UPDATE', pgid='pgtrigger_condition_stays_65335', table='privacy_review_casecondition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecondition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_caseconditionevent" ("case_id", "due_on", "id", "met_at", "met_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "set_by_id", "state", "text", "version") VALUES (NEW."case_id", NEW."due_on", NEW."id", NEW."met_at", NEW."met_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reported_at", NEW."reported_by_id", NEW."set_by_id", NEW."state", NEW."text", NEW."version"); RETURN NULL;', hash='6857a39869d7875acbd0062e7f51d1eee29820e9', operation='INSERT', pgid='pgtrigger_insert_insert_d7db9', table='privacy_review_casecondition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecondition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_caseconditionevent" ("case_id", "due_on", "id", "met_at", "met_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "set_by_id", "state", "text", "version") VALUES (NEW."case_id", NEW."due_on", NEW."id", NEW."met_at", NEW."met_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reported_at", NEW."reported_by_id", NEW."set_by_id", NEW."state", NEW."text", NEW."version"); RETURN NULL;', hash='7514c469d92710c1a3ec9e3dda4b12d15d050c5f', operation='UPDATE', pgid='pgtrigger_update_update_8a5f1', table='privacy_review_casecondition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casecondition',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_caseconditionevent" ("case_id", "due_on", "id", "met_at", "met_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "set_by_id", "state", "text", "version") VALUES (OLD."case_id", OLD."due_on", OLD."id", OLD."met_at", OLD."met_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reported_at", OLD."reported_by_id", OLD."set_by_id", OLD."state", OLD."text", OLD."version"); RETURN NULL;', hash='74b2abbd2bbffa7891245fd37d73cba01a4f2b3f', operation='DELETE', pgid='pgtrigger_delete_delete_c850a', table='privacy_review_casecondition', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='caseconditionevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_6576fa_idx'),
        ),
        migrations.AddIndex(
            model_name='caseanswerevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_a7d452_idx'),
        ),
        migrations.AddConstraint(
            model_name='caseanswer',
            constraint=models.UniqueConstraint(fields=('case', 'item'), name='privacy_review_caseanswer_once', violation_error_message='同じ審査項目に２度答えています。'),
        ),
        migrations.AddConstraint(
            model_name='caseanswer',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['', 'yes', 'no', 'not_applicable'])), name='privacy_review_caseanswer_known'),
        ),
        migrations.AddConstraint(
            model_name='caseanswer',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), models.Q(('reason', ''), _negated=True), _connector='OR'), name='privacy_review_caseanswer_with_reason', violation_error_message='答えには理由を入れてください。'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseanswer',
            trigger=pgtrigger.compiler.Trigger(name='lines_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE at_state text;', func="\n            FOR at_state IN\n                SELECT state FROM privacy_review_reviewcase WHERE id IN (OLD.case_id, NEW.case_id) ORDER BY id FOR SHARE\n            LOOP\n                IF at_state NOT IN ('draft', 'returned') THEN\n                    RAISE EXCEPTION '提出した案件の内容は変更できません。差し戻してもらうか、新しく審査を受けてください。'\n                        USING ERRCODE = 'check_violation', CONSTRAINT = 'privacy_review_caseanswer_stays';\n                END IF;\n            END LOOP;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='5eba0b68cab8bd48a8bc6085c5225f023017edbc', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_lines_frozen_6850c', table='privacy_review_caseanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseanswer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_caseanswerevent" ("answer", "case_id", "id", "item_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "remark") VALUES (NEW."answer", NEW."case_id", NEW."id", NEW."item_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."reason", NEW."remark"); RETURN NULL;', hash='bfb8d915f2c704b5173116ccef3d70c980dfbce4', operation='INSERT', pgid='pgtrigger_insert_insert_34b1b', table='privacy_review_caseanswer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseanswer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_caseanswerevent" ("answer", "case_id", "id", "item_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "remark") VALUES (NEW."answer", NEW."case_id", NEW."id", NEW."item_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."reason", NEW."remark"); RETURN NULL;', hash='20c312df5a767db3bf6c34ff421c2eaf83efbedd', operation='UPDATE', pgid='pgtrigger_update_update_a5fd9', table='privacy_review_caseanswer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseanswer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_caseanswerevent" ("answer", "case_id", "id", "item_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "remark") VALUES (OLD."answer", OLD."case_id", OLD."id", OLD."item_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."reason", OLD."remark"); RETURN NULL;', hash='171768cdfbbd153054aefe788d9b8cc56a0822c2', operation='DELETE', pgid='pgtrigger_delete_delete_df554', table='privacy_review_caseanswer', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='checkitemevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_9c1bbb_idx'),
        ),
        migrations.AddIndex(
            model_name='processorevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_275e62_idx'),
        ),
        migrations.AddIndex(
            model_name='undertaking',
            index=models.Index(fields=['department', '-id'], name='privacy_review_undertaking_of'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='undertaking',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_undertakingevent" ("copied_from_id", "department_id", "drafted_at", "drafted_by_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."copied_from_id", NEW."department_id", NEW."drafted_at", NEW."drafted_by_id", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='efdeb61714c12fd595071d8ca053d97ccb199156', operation='INSERT', pgid='pgtrigger_insert_insert_9f71f', table='privacy_review_undertaking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='undertaking',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "privacy_review_undertakingevent" ("copied_from_id", "department_id", "drafted_at", "drafted_by_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."copied_from_id", NEW."department_id", NEW."drafted_at", NEW."drafted_by_id", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='3c9bf08f0075bac282c9ccb9763a2b54fe07e5e7', operation='UPDATE', pgid='pgtrigger_update_update_3dc46', table='privacy_review_undertaking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='undertaking',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "privacy_review_undertakingevent" ("copied_from_id", "department_id", "drafted_at", "drafted_by_id", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."copied_from_id", OLD."department_id", OLD."drafted_at", OLD."drafted_by_id", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='355dd787805f9eacfa176c52d701c34711b6876c', operation='DELETE', pgid='pgtrigger_delete_delete_8dfb6', table='privacy_review_undertaking', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='undertakingevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='privacy_rev_pgh_cre_974820_idx'),
        ),
    ]
