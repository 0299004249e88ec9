"""Alembic's entry: runs the numbered steps on the database of app.kernel.db."""

from alembic import context

from app.kernel import collation, db


def run() -> None:
    """Migrate over one connection; DDL in SQLite is transactional, in MySQL each step stands alone."""
    with db.engine().connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        collation.settle(connection)  # a dump restored elsewhere has that server's default again
        connection.commit()


run()
