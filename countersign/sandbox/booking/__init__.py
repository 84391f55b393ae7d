"""The practice's phone line: books appointments in a conversation by phone."""
