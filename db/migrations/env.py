"""What Alembic runs for each command: our tables, over the connection it was handed."""

from alembic import context

from db.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a column only by copying its table
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
