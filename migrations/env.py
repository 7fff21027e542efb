"""Alembic's environment: one database at a time, its address given by lms.db.migrations_config."""

from alembic import context
from sqlalchemy import Connection

import lms.accounts.models
import lms.accounts.rosters.models
import lms.accounts.territories.models
import lms.followup.models
import lms.followup.reminders.models
import lms.learning.models
import lms.mail.models
import lms.publishing.drafts.models
import lms.publishing.models
from lms.db import Base, make_engine

# Imported so that Base knows their tables.
MODELS = (
    lms.accounts.models,
    lms.accounts.rosters.models,
    lms.accounts.territories.models,
    lms.mail.models,
    lms.publishing.models,
    lms.publishing.drafts.models,
    lms.followup.models,
    lms.followup.reminders.models,
    lms.learning.models,
)


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = make_engine(context.config.attributes["url"]).execution_options(writes=True)
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        # A table is altered by making it again: its rows must not take those that refer to them away.
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        migrate(connection)
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise RuntimeError(f"{len(lost)} rows would refer to nothing")
    else:
        migrate(connection)
    connection.commit()
engine.dispose()
