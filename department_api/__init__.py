"""What department systems talk to: signed calls only."""
