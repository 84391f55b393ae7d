"""Countersign: a behaviour-driven acceptance suite for products that talk to people."""

__version__ = "0.1.0"
