from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tekotori_newsletter", "0008_editions_of_what_went"),
    ]

    operations = [
        migrations.RemoveField(model_name="dispatchlanguage", name="compilation"),
        migrations.RemoveField(model_name="dispatchlanguage", name="message_id"),
        migrations.RemoveField(model_name="issue", name="sent_at"),
    ]
