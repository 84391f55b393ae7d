"""The Brevo stand-in: takes transactional mail as strictly as Brevo does, and keeps it in mailboxes."""

from countersign.providers.brevo.app import brevo_app

__all__ = ["brevo_app"]
