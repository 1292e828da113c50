"""Briefs: goals as a page shows them that is about something else."""
