"""Supervision: how a case stands against its dates, and the timers that end what must end."""
