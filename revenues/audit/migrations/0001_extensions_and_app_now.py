"""What the whole schema stands on: range and trigram operators, and the business instant."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

APP_NOW = """
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now())
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(APP_NOW, "DROP FUNCTION app_now();"),
    ]
