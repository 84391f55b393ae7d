"""A Telegram bot that leads a newcomer through three steps to a ready account."""
