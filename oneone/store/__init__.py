"""Where state is kept: one table port, in a file (SQLite) or in Azure Tables."""
