from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contributions", "0003_snapshot_reading")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="dropped",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
