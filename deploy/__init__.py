"""Running it: private servers, the demo, the tour, the checks."""
