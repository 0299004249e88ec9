"""The first screen of each city: what operators draft, a second person approves, and a release carries."""
