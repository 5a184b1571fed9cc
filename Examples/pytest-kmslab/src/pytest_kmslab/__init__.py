"""pytest fixtures for kmslab."""

from .server import Clock, DoorError, KmslabServer

__all__ = ["Clock", "DoorError", "KmslabServer"]
