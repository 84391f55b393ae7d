"""The Stripe stand-in: sells as strictly as Stripe does in test mode, and tells products of it."""

from countersign.providers.stripe.app import stripe_app

__all__ = ["stripe_app"]
