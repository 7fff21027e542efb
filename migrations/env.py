"""Alembic's environment: one database at a time, its address given by lms.db.migrations_config."""

from alembic import context
from sqlalchemy import Connection

import lms.accounts.territories.models
import lms.learning.models
import lms.publishing.models
from lms.db import Base, make_engine

MODELS = (
    lms.accounts.territories.models,
    lms.publishing.models,
    lms.learning.models,
)  # imported so that Base knows their tables


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
    migrate(connection)
    connection.commit()
engine.dispose()
