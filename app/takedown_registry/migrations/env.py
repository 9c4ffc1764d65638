"""What Alembic runs: the steps, inside the transaction that `revisions.migrate` holds."""

from alembic import context

from takedown_registry.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
