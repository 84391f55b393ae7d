"""The OpenRouter stand-in: answers as language models do, and keeps what it was asked."""

from countersign.providers.openrouter.app import openrouter_app

__all__ = ["openrouter_app"]
