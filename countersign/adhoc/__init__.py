"""Targets that environment variables describe, for testers who have no target file."""
