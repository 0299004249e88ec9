"""What departments hold: registers of typed rows about the demo people, read by lookups and changed by decisions."""
