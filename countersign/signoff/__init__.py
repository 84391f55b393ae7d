"""The sign-off: whether a release may go on, and the pages that say so."""
