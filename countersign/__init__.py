"""Countersign: a behaviour-driven acceptance suite for products that talk to people."""

from importlib.metadata import version

__version__ = version("countersign")
