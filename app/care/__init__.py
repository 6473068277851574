"""The care of a server: who may open it, backups, restores, and what a doctor looks at. Command line only."""
